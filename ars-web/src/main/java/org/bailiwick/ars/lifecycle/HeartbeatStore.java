package org.bailiwick.ars.lifecycle;

import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.node.records.RecordReads;
import org.bailiwick.node.writer.GroupWriter;

/** The stored heartbeats, by which nodes on one database tell each other. */
final class HeartbeatStore {
  /** The most rows of one transaction, in which other changes of the registry wait. */
  static final int BATCH = 200;

  /** The most rows that are read at once; more than a batch has. */
  private static final int PAGE = 2000;

  private final RecordReads reads;
  private final GroupWriter writer;

  HeartbeatStore(RecordReads reads, GroupWriter writer) {
    this.reads = reads;
    this.writer = writer;
  }

  /** Heartbeats by their agents, and the number of the batch after which reading goes on. */
  record Page(Map<String, Heartbeat> beats, long last, boolean more) {}

  /** The heartbeats of the batches after this one. */
  Page after(long batch) {
    return reads.read(
        em -> {
          List<HeartbeatRow> rows =
              em.createQuery(
                      "select h from HeartbeatRow h where h.batch > :batch order by h.batch",
                      HeartbeatRow.class)
                  .setParameter("batch", batch)
                  .setMaxResults(PAGE)
                  .getResultList();
          boolean more = rows.size() == PAGE;
          long last = rows.isEmpty() ? batch : rows.getLast().batch();
          // The page may end within its last batch, which is then read again from its beginning.
          return new Page(beats(rows), more ? Math.max(batch + 1, last - 1) : last, more);
        });
  }

  private static Map<String, Heartbeat> beats(List<HeartbeatRow> rows) {
    return rows.stream().collect(Collectors.toMap(HeartbeatRow::agentId, HeartbeatRow::heartbeat));
  }

  /** Those of these agents whose record is neither listed nor in quarantine. */
  List<String> ended(List<String> agentIds) {
    return reads.read(
        em ->
            em.createQuery(
                    "select a.agentId from AgentRow a"
                        + " where a.agentId in :ids and a.state not in :alive",
                    String.class)
                .setParameter("ids", agentIds)
                .setParameter("alive", List.of(AgentState.LISTED, AgentState.QUARANTINED))
                .getResultList());
  }

  /** Deletes the heartbeats of these agents. */
  void forget(List<String> agentIds) {
    writer.commit(
        em ->
            em.createQuery("delete from HeartbeatRow h where h.agentId in :ids")
                .setParameter("ids", agentIds)
                .executeUpdate());
  }

  /** Stores at most {@link #BATCH} heartbeats, each unless a later one of its agent is stored. */
  void write(Map<String, Heartbeat> beats) {
    writer.commitAmongNodes(em -> write(em, beats));
  }

  private static void write(EntityManager em, Map<String, Heartbeat> beats) {
    // Units of work of all nodes follow one another, so no two batches get one number.
    Long last =
        em.createQuery("select max(h.batch) from HeartbeatRow h", Long.class).getSingleResult();
    long number = last == null ? 1 : last + 1;
    Map<String, HeartbeatRow> known =
        em.createQuery("select h from HeartbeatRow h where h.agentId in :ids", HeartbeatRow.class)
            .setParameter("ids", List.copyOf(beats.keySet()))
            .getResultStream()
            .collect(Collectors.toMap(HeartbeatRow::agentId, Function.identity()));
    beats.forEach(
        (agentId, beat) -> {
          HeartbeatRow row = known.get(agentId);
          if (row == null) {
            HeartbeatRow first = new HeartbeatRow(agentId);
            first.beat(beat, number);
            em.persist(first);
          } else if (beat.at().isAfter(row.at())) {
            row.beat(beat, number);
          }
        });
  }
}
