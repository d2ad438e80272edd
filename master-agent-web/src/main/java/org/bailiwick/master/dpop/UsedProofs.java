package org.bailiwick.master.dpop;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.ConflictException;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The proofs that were used, in the database that all domain nodes share. Only proofs of keys with
 * a valid grant or token get a row, and one key a bounded number at each node in a minute.
 */
public final class UsedProofs {

  /** Ten each second: more than one client of a Master Agent needs. */
  static final int MOST_OF_ONE_KEY = 600;

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** More than the clocks of nodes may differ. */
  private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofMinutes(5);

  private final GroupWriter writer;
  private final Map<String, Integer> counts = new HashMap<>();
  private Instant windowEnd = Instant.MIN;

  public UsedProofs(GroupWriter writer) {
    this.writer = writer;
  }

  /**
   * Stores the use, and returns when it is durable.
   *
   * @param expiresAt when no node accepts the proof any more, by this node's clock
   * @throws ProblemException dpop-proof-invalid when the proof was used before, here or at another
   *     node; too-many-requests; dependency-unavailable when the database does not answer
   */
  void add(DpopProof proof, Instant now, Instant expiresAt) {
    count(proof.key(), now);
    String digest = Sha256.hex(proof.key() + "." + proof.jti());
    try {
      writer.commit(
          em -> {
            if (em.find(DpopProofRow.class, digest) != null) {
              throw replayed();
            }
            em.persist(new DpopProofRow(digest, expiresAt));
          });
    } catch (ConflictException anotherNode) {
      throw replayed();
    }
  }

  private synchronized void count(String key, Instant now) {
    if (!now.isBefore(windowEnd) || now.isBefore(windowEnd.minus(WINDOW))) {
      counts.clear();
      windowEnd = now.plus(WINDOW);
    }
    if (counts.merge(key, 1, Integer::sum) > MOST_OF_ONE_KEY) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "dpop-proofs-per-key",
              "This key has proved too many requests in a minute.")
          .after(Duration.between(now, windowEnd));
    }
  }

  /** Deletes the uses of proofs that no node accepts any more. */
  public int forget(Instant now) {
    int[] deleted = {0};
    writer.commit(
        em ->
            deleted[0] =
                em.createQuery("delete from DpopProofRow p where p.expiresAt < :then")
                    .setParameter("then", now.minus(MAX_CLOCK_DIFFERENCE))
                    .executeUpdate());
    return deleted[0];
  }

  private static ProblemException replayed() {
    return DpopProofs.invalid("dpop-proof-replayed", "The proof was used before.");
  }
}
