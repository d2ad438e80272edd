package org.bailiwick.ars.records;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;

/** A capability of an agent. Searches select rows by {@code kind}: name and version. */
@Entity
@Table(name = "agent_capability")
@IdClass(CapabilityRow.Key.class)
class CapabilityRow {

  record Key(String agentId, String capability) {}

  /** Number of identifiers in one query; databases limit it. */
  private static final int CHUNK = 500;

  @Id
  @Column(name = "agent_id")
  @SuppressWarnings("unused") // read by queries
  private String agentId;

  @Id private String capability;

  @SuppressWarnings("unused") // read by queries
  private String kind;

  protected CapabilityRow() {}

  CapabilityRow(String agentId, Capability capability) {
    this.agentId = agentId;
    this.capability = capability.text();
    this.kind = kindOf(capability);
  }

  /** The texts of the capabilities of these agents, in their order, by the agents' identifiers. */
  static Map<String, List<String>> texts(EntityManager em, List<String> agentIds) {
    Map<String, List<String>> texts = new HashMap<>();
    for (int from = 0; from < agentIds.size(); from += CHUNK) {
      em.createQuery(
              "select c.agentId, c.capability from CapabilityRow c where c.agentId in :ids"
                  + " order by c.capability",
              Object[].class)
          .setParameter("ids", agentIds.subList(from, Math.min(agentIds.size(), from + CHUNK)))
          .getResultStream()
          .forEach(
              row ->
                  texts
                      .computeIfAbsent((String) row[0], agent -> new ArrayList<>())
                      .add((String) row[1]));
    }
    return texts;
  }

  /** Gives these capabilities to an agent that has no row yet. */
  static void writeNew(EntityManager em, String agentId, CapabilitySet capabilities) {
    capabilities.stream().forEach(capability -> em.persist(new CapabilityRow(agentId, capability)));
  }

  /** Gives the agent these capabilities and no others. */
  static void write(EntityManager em, String agentId, CapabilitySet capabilities) {
    List<CapabilityRow> before =
        em.createQuery("select c from CapabilityRow c where c.agentId = :id", CapabilityRow.class)
            .setParameter("id", agentId)
            .getResultList();
    SortedSet<String> wanted = capabilities.texts();
    before.stream().filter(held -> !wanted.contains(held.capability)).forEach(em::remove);
    Set<String> kept = before.stream().map(held -> held.capability).collect(Collectors.toSet());
    capabilities.stream()
        .filter(capability -> !kept.contains(capability.text()))
        .forEach(capability -> em.persist(new CapabilityRow(agentId, capability)));
  }

  static String kindOf(Capability capability) {
    return capability.name() + "@" + capability.version();
  }
}
