package org.bailiwick.client.transactiontoken;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Remembers the order of each Txn-Token. A token is valid for one order: a caller that presents it
 * again must repeat that order, and gets the first answer. Entries are kept until their tokens
 * expire.
 */
public final class OrderedTokens {
  private static final int MAX_TOKENS = 10_000;

  /** The time for which an entry outlives its token, in case the clock is set back. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private record Ordered(String idempotencyKey, Instant end) {}

  private final Clock clock;
  private final Map<String, Ordered> tokens = new HashMap<>();

  public OrderedTokens(Clock clock) {
    this.clock = clock;
  }

  /** Binds a token to its order, and refuses a token that is bound to another. */
  public synchronized void bind(VerifiedTransactionToken token, String idempotencyKey) {
    String signedPart = signedPart(token.compact());
    Ordered first = tokens.get(signedPart);
    if (first == null) {
      add(signedPart, new Ordered(idempotencyKey, token.end()));
    } else if (!first.idempotencyKey().equals(idempotencyKey)) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID,
          "txn-token-replayed",
          "The Txn-Token was presented with another order");
    }
  }

  private void add(String signedPart, Ordered order) {
    if (tokens.size() >= MAX_TOKENS) {
      Instant past = clock.instant().minus(MARGIN);
      tokens.values().removeIf(each -> each.end().isBefore(past));
    }
    if (tokens.size() >= MAX_TOKENS) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "txn-tokens-many", "Too many orders at once");
    }
    tokens.put(signedPart, order);
  }

  /** The token without its signature, since one content may have several valid signatures. */
  private static String signedPart(String compact) {
    return compact.substring(0, Math.max(0, compact.lastIndexOf('.')));
  }
}
