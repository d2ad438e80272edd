package org.bailiwick.ars.mirror;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Set;

/** The name of a capability of a partner's agent. */
@Entity
@Table(name = "foreign_capability")
@IdClass(ForeignCapabilityRow.Key.class)
class ForeignCapabilityRow {

  record Key(String domain, String agentId, String name) {}

  @Id
  @SuppressWarnings("unused") // read by queries
  private String domain;

  @Id
  @Column(name = "agent_id")
  @SuppressWarnings("unused") // read by queries
  private String agentId;

  @Id private String name;

  protected ForeignCapabilityRow() {}

  private ForeignCapabilityRow(String domain, String agentId, String name) {
    this.domain = domain;
    this.agentId = agentId;
    this.name = name;
  }

  /** Gives the agent these names and no others. */
  static void write(EntityManager em, String domain, String agentId, Set<String> names) {
    List<ForeignCapabilityRow> before =
        em.createQuery(
                "select c from ForeignCapabilityRow c"
                    + " where c.domain = :domain and c.agentId = :id",
                ForeignCapabilityRow.class)
            .setParameter("domain", domain)
            .setParameter("id", agentId)
            .getResultList();
    before.stream().filter(row -> !names.contains(row.name)).forEach(em::remove);
    List<String> kept = before.stream().map(row -> row.name).toList();
    names.stream()
        .filter(name -> !kept.contains(name))
        .forEach(name -> em.persist(new ForeignCapabilityRow(domain, agentId, name)));
  }
}
