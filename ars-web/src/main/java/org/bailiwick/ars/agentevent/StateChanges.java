package org.bailiwick.ars.agentevent;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.agentevent.StateChange.Held;
import org.bailiwick.ars.agentevent.StateChange.State;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.node.records.RecordReads;

/**
 * Reads the records that changed after a number, in the order of their changes. A record that
 * changed several times is there once, with its last change: what a reader has missed costs no
 * place, however long it was away.
 */
public final class StateChanges {
  private final RecordReads reads;

  public StateChanges(RecordReads reads) {
    this.reads = reads;
  }

  /** The next records, at most so many. */
  public List<StateChange> after(long revision, int most) {
    return reads.read(em -> after(em, revision, most));
  }

  private static List<StateChange> after(EntityManager em, long revision, int most) {
    return em.createQuery(
            """
            select a.revision, a.agentId, a.name, a.changes, a.state, a.returnsTo, a.stateSince,
              a.stateReason, a.issuerId, a.serial, a.notAfter
            from AgentRow a where a.revision > :after order by a.revision
            """,
            Object[].class)
        .setParameter("after", revision)
        .setMaxResults(most)
        .getResultStream()
        .map(StateChanges::change)
        .toList();
  }

  private static StateChange change(Object[] row) {
    return new StateChange(
        (Long) row[0],
        (String) row[1],
        (String) row[2],
        (Long) row[3],
        new State(
            (AgentState) row[4],
            Optional.ofNullable((AgentState) row[5]),
            (Instant) row[6],
            (String) row[7]),
        new Held((String) row[8], (String) row[9], (Instant) row[10]));
  }
}
