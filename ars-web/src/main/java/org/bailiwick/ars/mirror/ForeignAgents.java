package org.bailiwick.ars.mirror;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
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
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.identifier.IdentifierScheme;
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

    /**
     * All its identifiers as {@code GET /v1/identifiers} has them: its name, which its authority
     * signed, the one that its registry assigned, and what the registry tells beside them.
     */
    public JsonArray identifiers() {
      JsonArrayBuilder all =
          Json.createArrayBuilder()
              .add(entry(agent.record().agent().toString(), IdentifierScheme.SPIFFE, "signed"))
              .add(entry(agent.record().identifier(), IdentifierScheme.URN_UUID, "assigned"));
      agent.identifiers().forEach(each -> all.add(each.json()));
      return all.build();
    }

    /** Without a time: the partner does not tell since when. */
    private static JsonObjectBuilder entry(String text, IdentifierScheme scheme, String shown) {
      return Json.createObjectBuilder()
          .add("identifier", text)
          .add("scheme", scheme.text())
          .add("shown", shown);
    }

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
   * The agent that has this identifier: of the domains that claim it for an agent now, that of the
   * one that came first. If that one is closed, nobody is named, since otherwise whoever cuts it
   * off would have its agents' identifiers.
   */
  public Optional<Shown> named(Identifier identifier) {
    Map<TrustDomain, MirrorFreshness.Domain> agreed = domains();
    Instant now = time.latest();
    return shown(
            open(agreed.keySet()),
            em ->
                IdentifierClaims.of(em, identifier.text()).stream()
                    .filter(claim -> claim.countsAt(now))
                    .filter(claim -> agreed.containsKey(TrustDomain.parse(claim.domain())))
                    .map(claim -> em.find(ForeignAgentRow.class, claim.agent()))
                    .filter(agent -> agent != null && !agent.isExpiredAt(now))
                    .limit(1)
                    .toList())
        .stream()
        .findFirst();
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
    Instant now = time.latest();
    List<Shown> shown = new ArrayList<>();
    for (Stored each : stored) {
      Optional.ofNullable(open.get(each.domain()))
          .filter(domain -> domain.state().generation() == each.generation())
          .ifPresent(
              domain ->
                  shown.add(
                      new Shown(
                          ForeignAgent.read(
                                  StrictJson.object(each.document()), domain.agreement().domain())
                              .at(now),
                          domain.state().asOf())));
    }
    return shown;
  }
}
