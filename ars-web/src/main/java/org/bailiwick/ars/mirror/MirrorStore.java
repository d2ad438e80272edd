package org.bailiwick.ars.mirror;

import jakarta.persistence.EntityManager;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.records.RecordReads;
import org.bailiwick.node.writer.GroupWriter;

/** Stores what was read of partners' registries. A page and the position after it are one unit. */
public final class MirrorStore {
  /** The most rows of one transaction, in which other changes of the registry wait. */
  private static final int BATCH = 200;

  private static final StructuredLog LOG = StructuredLog.of(MirrorStore.class);

  private final RecordReads reads;
  private final GroupWriter writer;

  public MirrorStore(RecordReads reads, GroupWriter writer) {
    this.reads = reads;
    this.writer = writer;
  }

  /** All domains of which anything is stored, by their names. */
  public Map<String, MirrorState> states() {
    return reads.read(
        em ->
            em.createQuery("select m from MirrorRow m", MirrorRow.class)
                .getResultStream()
                .map(MirrorRow::state)
                .collect(Collectors.toMap(MirrorState::domain, state -> state)));
  }

  /** How far this domain was read. */
  public MirrorState state(TrustDomain domain) {
    return reads.read(
        em ->
            Optional.ofNullable(em.find(MirrorRow.class, domain.name()))
                .map(MirrorRow::state)
                .orElseGet(() -> MirrorState.none(domain.name())));
  }

  /**
   * Takes a page over.
   *
   * @param before the state with which the page was asked for
   * @param most the most agents of the domain
   * @throws ProblemException request-too-large with check {@code mirror-quota} if there are more;
   *     nothing of the page is stored then
   */
  public void take(MirrorState before, ExportPage page, int most, AuditEntry... audit) {
    Set<String> held = reads.read(em -> IdentifierClaims.held(em, before.domain(), page));
    writer.commit(
        em -> take(em, before, page, most),
        held.isEmpty() ? audit : withHeld(audit, before.domain(), held));
  }

  /** Says which agents are not found by identifiers that others have; one line for a page. */
  private static AuditEntry[] withHeld(AuditEntry[] audit, String domain, Set<String> held) {
    String first = held.iterator().next();
    LOG.warn(
        "mirror.identifiers-held", Map.of("domain", domain, "number", held.size(), "first", first));
    AuditEntry[] all = Arrays.copyOf(audit, audit.length + 1);
    all[audit.length] =
        AuditEntry.of("mirror.identifiers-held", Outcome.DENIED, "identifier-held", domain)
            .about(first)
            .with("number", String.valueOf(held.size()));
    return all;
  }

  private static void take(EntityManager em, MirrorState before, ExportPage page, int most) {
    MirrorRow row = em.find(MirrorRow.class, before.domain());
    if (row == null) {
      row = new MirrorRow(before.domain());
      em.persist(row);
    }
    MirrorState now = row.state();
    if (!now.position().equals(before.position()) || now.generation() != before.generation()) {
      // Another node has read on in the meantime.
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "mirror-moved", "The mirror has moved on");
    }
    if (page.begins()) {
      row.begin();
    }
    long agents = row.state().agents() + change(em, before.domain(), row.generation(), page);
    if (agents > most) {
      throw new ProblemException(
          ProblemType.REQUEST_TOO_LARGE,
          "mirror-quota",
          "The domain exports more than the " + most + " agents that the agreement takes over");
    }
    row.read(page.until(), page.asOf(), !page.more(), agents);
  }

  /** Changes the agents, and returns by how many the reading has more of them. */
  private static long change(EntityManager em, String domain, long generation, ExportPage page) {
    Map<String, ForeignAgentRow> known = rows(em, domain, page);
    long more = 0;
    for (ForeignAgent agent : page.agents()) {
      String id = agent.record().identifier();
      ForeignAgentRow row = known.get(id);
      if (row == null) {
        row = new ForeignAgentRow(domain, id);
        row.sign(agent, generation);
        em.persist(row);
        known.put(id, row);
        more++;
      } else {
        more += row.generation() == generation ? 0 : 1;
        row.sign(agent, generation);
      }
      ForeignCapabilityRow.write(
          em,
          domain,
          id,
          agent.record().capabilities().stream().map(Capability::name).collect(Collectors.toSet()));
    }
    IdentifierClaims.take(em, domain, page);
    for (String id : page.removed()) {
      ForeignAgentRow row = known.remove(id);
      if (row != null) {
        more -= row.generation() == generation ? 1 : 0;
        remove(em, domain, List.of(id));
      }
    }
    return more;
  }

  private static Map<String, ForeignAgentRow> rows(
      EntityManager em, String domain, ExportPage page) {
    Map<String, ForeignAgentRow> rows = new HashMap<>();
    List<String> ids =
        Stream.concat(
                page.agents().stream().map(agent -> agent.record().identifier()),
                page.removed().stream())
            .distinct()
            .toList();
    if (!ids.isEmpty()) {
      em.createQuery(
              "select f from ForeignAgentRow f where f.domain = :domain and f.agentId in :ids",
              ForeignAgentRow.class)
          .setParameter("domain", domain)
          .setParameter("ids", ids)
          .getResultStream()
          .forEach(row -> rows.put(row.agentId(), row));
    }
    return rows;
  }

  private static void remove(EntityManager em, String domain, List<String> ids) {
    IdentifierClaims.remove(em, domain, ids);
    em.createQuery(
            "delete from ForeignCapabilityRow c where c.domain = :domain and c.agentId in :ids")
        .setParameter("domain", domain)
        .setParameter("ids", ids)
        .executeUpdate();
    em.createQuery("delete from ForeignAgentRow f where f.domain = :domain and f.agentId in :ids")
        .setParameter("domain", domain)
        .setParameter("ids", ids)
        .executeUpdate();
  }

  /** Deletes agents that an earlier reading has left, some at a time. */
  public void sweep(MirrorState state) {
    if (state.complete()) {
      deleteBefore(state.domain(), state.generation());
    }
  }

  /** Shows nothing of a domain any more, until a reading of it from the beginning is complete. */
  public void close(TrustDomain domain) {
    writer.commit(
        em -> {
          MirrorRow row = em.find(MirrorRow.class, domain.name());
          if (row != null) {
            row.begin();
          }
        });
  }

  /** Deletes everything of a domain. */
  public void drop(String domain, AuditEntry audit) {
    writer.commit(
        em -> {
          MirrorRow row = em.find(MirrorRow.class, domain);
          if (row != null) {
            row.begin(); // it is not complete, so nothing of it is shown while rows go
          }
        });
    deleteBefore(domain, Long.MAX_VALUE);
    writer.commit(
        em ->
            em.createQuery("delete from MirrorRow m where m.domain = :domain")
                .setParameter("domain", domain)
                .executeUpdate(),
        audit);
  }

  private void deleteBefore(String domain, long generation) {
    List<String> old;
    do {
      old = reads.read(em -> oldest(em, domain, generation));
      if (!old.isEmpty()) {
        List<String> ids = old;
        writer.commit(em -> remove(em, domain, ids));
      }
    } while (old.size() == BATCH);
  }

  private static List<String> oldest(EntityManager em, String domain, long generation) {
    return em.createQuery(
            "select f.agentId from ForeignAgentRow f"
                + " where f.domain = :domain and f.generation < :generation",
            String.class)
        .setParameter("domain", domain)
        .setParameter("generation", generation)
        .setMaxResults(BATCH)
        .getResultList();
  }
}
