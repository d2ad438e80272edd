package org.bailiwick.node.peer.workloadtoken;

import java.time.Instant;
import org.bailiwick.node.writer.ConflictException;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/** The uses of proofs in the database of a component, so that a proof counts once for all nodes. */
public final class StoredProofs implements ProofUses {

  private final GroupWriter writer;

  public StoredProofs(GroupWriter writer) {
    this.writer = writer;
  }

  @Override
  public boolean add(String key, String id, Instant end) {
    ProofUseRow.Key use = new ProofUseRow.Key(key, id);
    boolean[] added = {false};
    try {
      writer.commit(
          em -> {
            added[0] = em.find(ProofUseRow.class, use) == null;
            if (added[0]) {
              em.persist(new ProofUseRow(use, end));
            }
          });
      return added[0];
    } catch (ConflictException anotherNode) {
      return false;
    }
  }

  /** Deletes the uses of proofs that had expired before this time. */
  public static UnitOfWork forgetExpired(Instant now) {
    return em ->
        em.createQuery("delete from ProofUseRow p where p.expiresAt < :now")
            .setParameter("now", now)
            .executeUpdate();
  }
}
