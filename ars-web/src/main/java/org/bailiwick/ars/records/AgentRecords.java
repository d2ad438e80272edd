package org.bailiwick.ars.records;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * Reads the stored records of the registry. They may lack the newest revocations, which callers
 * have to look up in the revocation view.
 */
@ApplicationScoped
@Transactional
public class AgentRecords {
  /** Number of identifiers in one query; databases limit it. */
  private static final int CHUNK = 500;

  @PersistenceContext(unitName = "ars")
  private EntityManager em;

  /** CDI proxies need this constructor. */
  public AgentRecords() {}

  AgentRecords(EntityManager em) {
    this.em = em;
  }

  /** The number of the last change. A snapshot that is read afterwards has this change. */
  public long revision() {
    return em.createQuery("select r.revision from RevisionRow r where r.name = :name", Long.class)
        .setParameter("name", RevisionRow.AGENTS)
        .getSingleResult();
  }

  public Optional<AgentRecord> find(String identifier) {
    return Optional.ofNullable(em.find(AgentRow.class, identifier))
        .map(row -> records(List.of(row)).getFirst());
  }

  /**
   * The next page of listed, unexpired agents that have a capability with the name and version of
   * {@code wanted}, in the order of their identifiers.
   */
  public List<AgentRecord> candidates(Capability wanted, Page page) {
    return records(
        em.createQuery(
                """
                select a from AgentRow a
                where a.agentId in (select c.agentId from CapabilityRow c where c.kind = :kind)
                  and a.agentId > :after and a.state = :listed and a.notAfter > :now
                order by a.agentId
                """,
                AgentRow.class)
            .setParameter("kind", CapabilityRow.kindOf(wanted))
            .setParameter("after", page.after())
            .setParameter("listed", AgentState.LISTED)
            .setParameter("now", page.now())
            .setMaxResults(page.size())
            .getResultList());
  }

  /**
   * A page of a query: the identifier after which the page begins, the time of the query, and the
   * greatest number of records.
   */
  public record Page(String after, Instant now, int size) {}

  /** All records in this state. */
  public List<AgentRecord> inState(AgentState state) {
    return records(
        query("select a from AgentRow a where a.state = :state order by a.agentId")
            .setParameter("state", state)
            .getResultList());
  }

  /** Records in one of these states whose credential has not expired. */
  public List<AgentRecord> unexpiredIn(Collection<AgentState> states, Instant now) {
    return records(
        query(
                "select a from AgentRow a where a.state in :states and a.notAfter > :now"
                    + " order by a.agentId")
            .setParameter("states", states)
            .setParameter("now", now)
            .getResultList());
  }

  /** Listed agents whose credential has expired, in the order of expiry. */
  public List<AgentRecord> expired(Instant now, int limit) {
    return records(
        query(
                "select a from AgentRow a where a.state = :listed and a.notAfter <= :now"
                    + " order by a.notAfter")
            .setParameter("listed", AgentState.LISTED)
            .setParameter("now", now)
            .setMaxResults(limit)
            .getResultList());
  }

  private TypedQuery<AgentRow> query(String text) {
    return em.createQuery(text, AgentRow.class);
  }

  private List<AgentRecord> records(List<AgentRow> rows) {
    List<AgentRecord> records = new ArrayList<>(rows.size());
    for (int from = 0; from < rows.size(); from += CHUNK) {
      List<AgentRow> chunk = rows.subList(from, Math.min(rows.size(), from + CHUNK));
      Map<String, List<String>> capabilities = capabilities(chunk);
      chunk.forEach(
          row ->
              records.add(
                  row.record(
                      CapabilitySet.parse(capabilities.getOrDefault(row.agentId(), List.of())))));
    }
    return records;
  }

  private Map<String, List<String>> capabilities(List<AgentRow> rows) {
    return em.createQuery(
            "select c from CapabilityRow c where c.agentId in :ids", CapabilityRow.class)
        .setParameter("ids", rows.stream().map(AgentRow::agentId).toList())
        .getResultStream()
        .collect(
            Collectors.groupingBy(
                CapabilityRow::agentId,
                Collectors.mapping(CapabilityRow::capability, Collectors.toList())));
  }
}
