package org.bailiwick.master.account;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;

/** An account as its row has it. */
public record Account(
    AccountTerms terms, Instant createdAt, String createdBy, Optional<Instant> withdrawnAt) {

  /** Check of an account that an officer has withdrawn. */
  public static final String WITHDRAWN = "account-withdrawn";

  /** Check of an account whose time is over. */
  public static final String EXPIRED = "account-expired";

  /** Check of a scope that the account does not have. */
  public static final String SCOPE = "account-scope";

  public String name() {
    return terms.caller().account();
  }

  /** Why the account does not count now; empty if it does. */
  public Optional<String> fault(Instant now) {
    if (withdrawnAt.isPresent()) {
      return Optional.of(WITHDRAWN);
    }
    return now.isBefore(terms.expiresAt()) ? Optional.empty() : Optional.of(EXPIRED);
  }

  /** Why nothing with this scope may be done for the account now; empty if there is no reason. */
  public Optional<String> refusal(CapabilitySet scope, Instant now) {
    return fault(now).or(() -> terms.scope().covers(scope) ? Optional.empty() : Optional.of(SCOPE));
  }
}
