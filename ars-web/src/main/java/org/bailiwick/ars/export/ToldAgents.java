package org.bailiwick.ars.export;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.records.RecordReads;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The identifiers of the agents of which partners were told. They are kept, so that a removal is
 * told to whoever knows the agent, and to nobody else.
 */
final class ToldAgents {
  /** Number of identifiers in one query; databases limit it. */
  private static final int CHUNK = 500;

  private final RecordReads reads;
  private final GroupWriter writer;

  ToldAgents(RecordReads reads, GroupWriter writer) {
    this.reads = reads;
    this.writer = writer;
  }

  /** Those of these agents of which the partner was told. */
  Set<String> among(TrustDomain partner, Collection<String> agentIds) {
    return agentIds.isEmpty()
        ? Set.of()
        : reads.read(em -> among(em, partner.name(), List.copyOf(agentIds)));
  }

  /** Notes that the partner is told of these agents now; returns when it is durable. */
  void add(TrustDomain partner, Collection<String> agentIds) {
    if (agentIds.isEmpty()) {
      return;
    }
    List<String> ids = List.copyOf(agentIds);
    writer.commitAmongNodes(
        em -> {
          Set<String> known = among(em, partner.name(), ids);
          ids.stream()
              .filter(id -> !known.contains(id))
              .forEach(id -> em.persist(new ExportedRow(partner.name(), id)));
        });
  }

  private static Set<String> among(EntityManager em, String partner, List<String> ids) {
    Set<String> found = new HashSet<>();
    for (int from = 0; from < ids.size(); from += CHUNK) {
      found.addAll(
          em.createQuery(
                  "select e.agentId from ExportedRow e"
                      + " where e.partner = :partner and e.agentId in :ids",
                  String.class)
              .setParameter("partner", partner)
              .setParameter("ids", ids.subList(from, Math.min(ids.size(), from + CHUNK)))
              .getResultList());
    }
    return found;
  }
}
