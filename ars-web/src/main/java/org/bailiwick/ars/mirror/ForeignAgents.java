package org.bailiwick.ars.mirror;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.records.RecordReads;

/** Reads the agents of partner domains that may be shown now. */
public final class ForeignAgents {
  private final RecordReads reads;
  private final MirrorFreshness freshness;
  private final SteadyTime time;

  public ForeignAgents(RecordReads reads, MirrorFreshness freshness, SteadyTime time) {
    this.reads = reads;
    this.freshness = freshness;
    this.time = time;
  }

  /**
   * An agent that may be shown.
   *
   * @param asOf up to when its domain knew of revocations
   */
  public record Shown(ForeignAgent agent, Instant asOf) {

    /** What is shown of it: what its registry signed, with its domain and how fresh that is. */
    public JsonObject view() {
      return Json.createObjectBuilder(agent.document())
          .add("state", agent.record().state().text())
          .add("domain", agent.domain().name())
          .add("as_of", DateTimeFormatter.ISO_INSTANT.format(asOf))
          .build();
    }
  }

  /** The domains, with the reasons why some are closed. */
  public Map<TrustDomain, MirrorFreshness.Domain> domains() {
    return freshness.domains();
  }

  /** The agents with this identifier; of several domains, if they have given it to several. */
  public List<Shown> find(String identifier) {
    return shown(
        open(domains().keySet()),
        em ->
            em.createQuery(
                    "select f from ForeignAgentRow f"
                        + " where f.agentId = :id and f.expiresAt > :now",
                    ForeignAgentRow.class)
                .setParameter("id", identifier)
                .setParameter("now", time.latest())
                .getResultList());
  }

  /**
   * Agents of these domains that have a capability of one of these names, or all if there is no
   * name. Domains that are closed have none.
   *
   * @param most the most agents; with more, the answer has one more than that
   */
  public List<Shown> candidates(Collection<TrustDomain> domains, Set<String> names, int most) {
    Map<String, MirrorFreshness.Domain> open = open(domains);
    return open.isEmpty() ? List.of() : shown(open, em -> rows(em, open.keySet(), names, most + 1));
  }

  private List<ForeignAgentRow> rows(
      EntityManager em, Set<String> domains, Set<String> names, int most) {
    String named =
        names.isEmpty()
            ? ""
            : " and exists (select 1 from ForeignCapabilityRow c where c.domain = f.domain"
                + " and c.agentId = f.agentId and c.name in :names)";
    TypedQuery<ForeignAgentRow> query =
        em.createQuery(
                "select f from ForeignAgentRow f where f.domain in :domains and f.expiresAt > :now"
                    + named
                    + " order by f.domain, f.agentId",
                ForeignAgentRow.class)
            .setParameter("domains", domains)
            .setParameter("now", time.latest())
            .setMaxResults(most);
    if (!names.isEmpty()) {
      query.setParameter("names", names);
    }
    return query.getResultList();
  }

  private Map<String, MirrorFreshness.Domain> open(Collection<TrustDomain> wanted) {
    Map<String, MirrorFreshness.Domain> open = new HashMap<>();
    domains()
        .forEach(
            (domain, known) -> {
              if (wanted.contains(domain) && known.closed().isEmpty()) {
                open.put(domain.name(), known);
              }
            });
    return open;
  }

  /** A query for rows. */
  @FunctionalInterface
  private interface Rows {
    List<ForeignAgentRow> of(EntityManager em);
  }

  private List<Shown> shown(Map<String, MirrorFreshness.Domain> open, Rows rows) {
    record Stored(String domain, long generation, String document) {}
    List<Stored> stored =
        reads.read(
            em ->
                rows.of(em).stream()
                    .map(row -> new Stored(row.domain(), row.generation(), row.document()))
                    .toList());
    List<Shown> shown = new ArrayList<>();
    for (Stored each : stored) {
      Optional.ofNullable(open.get(each.domain()))
          .filter(domain -> domain.state().generation() == each.generation())
          .ifPresent(
              domain ->
                  shown.add(
                      new Shown(
                          ForeignAgent.read(
                              StrictJson.object(each.document()), domain.agreement().domain()),
                          domain.state().asOf())));
    }
    return shown;
  }
}
