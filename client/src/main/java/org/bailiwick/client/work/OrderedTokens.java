package org.bailiwick.client.work;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A Txn-Token is for one order: whoever shows it again must repeat that order, and then gets the
 * answer that there is. Kept while tokens live.
 */
final class OrderedTokens {
  private static final int MOST = 10_000;

  /** An entry outlives its token by this, should the clock be put back a little. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private record Ordered(String idempotencyKey, Instant end) {}

  private final Clock clock;
  private final Map<String, Ordered> tokens = new HashMap<>();

  OrderedTokens(Clock clock) {
    this.clock = clock;
  }

  /** Notes the order of a token; refused if it has had another. */
  synchronized void bind(VerifiedTransactionToken token, String idempotencyKey) {
    String signed = signed(token.compact());
    Ordered first = tokens.get(signed);
    if (first == null) {
      add(signed, new Ordered(idempotencyKey, token.end()));
    } else if (!first.idempotencyKey().equals(idempotencyKey)) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID,
          "txn-token-replayed",
          "The Txn-Token was shown with another order");
    }
  }

  private void add(String signed, Ordered order) {
    if (tokens.size() >= MOST) {
      Instant past = clock.instant().minus(MARGIN);
      tokens.values().removeIf(each -> each.end().isBefore(past));
    }
    if (tokens.size() >= MOST) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "txn-tokens-many", "Too many orders at once");
    }
    tokens.put(signed, order);
  }

  /** Without the signature, of which there may be several for one content. */
  private static String signed(String compact) {
    return compact.substring(0, Math.max(0, compact.lastIndexOf('.')));
  }
}
