package org.bailiwick.master.introspection;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.node.trust.accesstokens.IntrospectionTerms;

/**
 * What a server has answered about a token, and the token itself, with which it is asked again.
 *
 * @param claims empty if the token is not active
 * @param followedAt when a lasting request was last looked at, or the epoch
 * @param acceptedAs the id in the token ledger, if the token was accepted
 */
public record TokenAnswer(
    TokenServer server,
    String compact,
    Optional<Map<String, Object>> claims,
    Instant askedAt,
    Instant followedAt,
    Optional<String> acceptedAs) {

  static TokenAnswer of(
      TokenServer server, String compact, Optional<Map<String, Object>> claims, Instant now) {
    return new TokenAnswer(server, compact, claims, now, Instant.EPOCH, Optional.empty());
  }

  /** The same token with a newer answer. */
  TokenAnswer with(Optional<Map<String, Object>> newer, Instant now) {
    return new TokenAnswer(server, compact, newer, now, followedAt, acceptedAs);
  }

  /** The same when a lasting request is looked at. */
  TokenAnswer followed(Instant now) {
    return new TokenAnswer(server, compact, claims, askedAt, now, acceptedAs);
  }

  /** The same of a token that was accepted under this id. */
  public TokenAnswer accepted(String id) {
    return new TokenAnswer(server, compact, claims, askedAt, followedAt, Optional.of(id));
  }

  /** Whether the answer is younger than this. An answer from the future is of a wrong clock. */
  public boolean isYounger(Duration age, Instant now) {
    return !now.isBefore(askedAt) && now.isBefore(askedAt.plus(age));
  }

  /** Whether a lasting request was looked at within this time. */
  public boolean wasFollowed(Duration within, Instant now) {
    return now.isBefore(followedAt.plus(within));
  }

  /**
   * Whether nobody needs the answer any more: the token has expired, or it is not active and was
   * never accepted.
   */
  public boolean isOver(Instant now) {
    if (claims.isEmpty()) {
      return acceptedAs.isEmpty() && !isYounger(IntrospectionTerms.LONGEST_CACHE, now);
    }
    return !(claims.get().get("exp") instanceof Long expiry) || now.getEpochSecond() >= expiry;
  }

  /** Omits the token. */
  @Override
  public String toString() {
    return "TokenAnswer[" + server.issuer() + "]";
  }
}
