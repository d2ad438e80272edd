package org.bailiwick.node.jose;

import java.time.Instant;
import java.util.function.BiFunction;
import org.bailiwick.contract.problem.ProblemException;

/** Whether tokens of a kind have {@code exp} (RFC 7519 section 4.1.4). One that is there counts. */
enum Expiry {
  REQUIRED,
  OPTIONAL,
  REFUSED;

  /** Refuses with these ends of the check's name and of the sentence about the token. */
  void check(VerifiedJwt token, Instant now, BiFunction<String, String, ProblemException> refusal) {
    boolean isThere = token.claims().containsKey("exp");
    if (this == REFUSED && isThere) {
      throw refusal.apply("has-expiry", "has an expiry, which tokens of its kind must not have");
    }
    if ((this == REQUIRED || isThere) && !now.isBefore(token.time("exp"))) {
      throw refusal.apply("expired", "has expired");
    }
  }
}
