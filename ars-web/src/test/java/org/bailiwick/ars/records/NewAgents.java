package org.bailiwick.ars.records;

import jakarta.persistence.EntityManager;
import jakarta.persistence.FlushModeType;
import java.util.List;
import org.bailiwick.contract.credential.AgentCredential;

/** Lists many agents in one unit of work, whose names are compared with all records at once. */
public final class NewAgents {

  private NewAgents() {}

  /** Throws unless no record has one of these names. Nothing is written before the unit ends. */
  public static void requireNew(EntityManager em, List<String> names) {
    em.setFlushMode(FlushModeType.COMMIT);
    long known =
        em.createQuery("select count(a) from AgentRow a where a.name in :names", Long.class)
            .setParameter("names", names)
            .getSingleResult();
    if (known > 0) {
      throw new IllegalStateException("of these names %d are listed".formatted(known));
    }
  }

  /** Lists one of them. */
  public static AgentRecord list(
      EntityManager em, AgentCredential credential, AgentChanges.Terms terms) {
    return AgentChanges.create(em, credential, terms).record();
  }
}
