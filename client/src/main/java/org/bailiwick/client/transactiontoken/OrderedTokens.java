package org.bailiwick.client.transactiontoken;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Remembers the order of each Txn-Token. A token is valid for one order: a caller that presents it
 * again must repeat that order, and gets the first answer. Entries are kept until their tokens
 * expire.
 */
public final class OrderedTokens {
  /** With tokens of two minutes, 700 orders a second; an entry has some 300 octets. */
  private static final int MAX_TOKENS = 100_000;

  /** The time for which an entry outlives its token, in case the clock is set back. */
  private static final Duration MARGIN = Duration.ofSeconds(10);

  private record Ordered(String token, String idempotencyKey, Instant end) {}

  private final Clock clock;
  private final Map<String, Ordered> tokens = new HashMap<>();
  private final PriorityQueue<Ordered> byEnd =
      new PriorityQueue<>(Comparator.comparing(Ordered::end));

  public OrderedTokens(Clock clock) {
    this.clock = clock;
  }

  /** Binds a token to its order, and refuses a token that is bound to another. */
  public synchronized void bind(VerifiedTransactionToken token, String idempotencyKey) {
    String id = signedPart(token.compact());
    Ordered first = tokens.get(id);
    if (first == null) {
      add(new Ordered(id, idempotencyKey, token.end()));
    } else if (!first.idempotencyKey().equals(idempotencyKey)) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID,
          "txn-token-replayed",
          "The Txn-Token was presented with another order");
    }
  }

  private void add(Ordered order) {
    Instant past = clock.instant().minus(MARGIN);
    while (!byEnd.isEmpty() && byEnd.peek().end().isBefore(past)) {
      tokens.remove(byEnd.poll().token());
    }
    if (tokens.size() >= MAX_TOKENS) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "txn-tokens-many", "Too many orders at once");
    }
    tokens.put(order.token(), order);
    byEnd.add(order);
  }

  /**
   * The digest of the token without its signature, since one content may have several valid
   * signatures.
   */
  private static String signedPart(String compact) {
    String signed = compact.substring(0, Math.max(0, compact.lastIndexOf('.')));
    return Sha256.base64url(signed);
  }
}
