package org.bailiwick.ars.mirror;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bailiwick.ars.identifier.AgentIdentifier;
import org.bailiwick.ars.identifier.AgentIdentifiers;

/**
 * Whose identifiers are, by what partners' registries say. Each domain says it for itself, so one
 * identifier can have a row of each domain; the one that came first stands. Within a domain its
 * registry decides, and its last word counts.
 */
final class IdentifierClaims {
  /** Number of values in one query; databases limit it. */
  private static final int CHUNK = 500;

  private IdentifierClaims() {}

  private record Claim(String agentId, Optional<Instant> until) {}

  /** Makes the rows of the agents in the page what the page says, and deletes those of removed. */
  static void take(EntityManager em, String domain, ExportPage page) {
    Map<String, Claim> claims = claims(page);
    Map<String, ForeignIdentifierRow> own = new HashMap<>();
    Map<String, Long> next = new HashMap<>();
    rows(em, claims.keySet())
        .forEach(
            row -> {
              next.merge(row.identifier(), row.place() + 1, Math::max);
              if (row.domain().equals(domain)) {
                own.put(row.identifier(), row);
              }
            });
    for (ForeignIdentifierRow row : rowsOf(em, domain, page)) {
      if (!claims.containsKey(row.identifier())) {
        em.remove(row);
      }
    }
    claims.forEach(
        (identifier, claim) -> {
          ForeignIdentifierRow row = own.get(identifier);
          if (row == null) {
            row = new ForeignIdentifierRow(identifier, domain, next.getOrDefault(identifier, 0L));
            row.give(claim.agentId(), claim.until());
            em.persist(row);
          } else {
            row.give(claim.agentId(), claim.until());
          }
        });
  }

  /** By each identifier of the page, also the agents' names, the agent that has it. */
  private static Map<String, Claim> claims(ExportPage page) {
    Map<String, Claim> claims = new LinkedHashMap<>();
    for (ForeignAgent agent : page.agents()) {
      String id = agent.record().identifier();
      claims.put(agent.record().agent().toString(), new Claim(id, Optional.empty()));
      agent.identifiers().forEach(each -> claims.put(each.text(), new Claim(id, each.until())));
    }
    return claims;
  }

  /** Deletes all rows of these agents. */
  static void remove(EntityManager em, String domain, List<String> agentIds) {
    em.createQuery(
            "delete from ForeignIdentifierRow i where i.domain = :domain and i.agentId in :ids")
        .setParameter("domain", domain)
        .setParameter("ids", agentIds)
        .executeUpdate();
  }

  /**
   * The identifiers that the page tells for the first time and that others have already: agents of
   * this registry, or a domain that came first. The page's agents are not found by them.
   */
  static Set<String> held(EntityManager em, String domain, ExportPage page) {
    Set<String> told = new TreeSet<>();
    page.agents()
        .forEach(each -> each.identifiers().stream().map(AgentIdentifier::text).forEach(told::add));
    if (told.isEmpty()) {
      return told;
    }
    Set<String> held = new TreeSet<>();
    Set<String> known = new HashSet<>();
    rows(em, told)
        .forEach(row -> (row.domain().equals(domain) ? known : held).add(row.identifier()));
    chunks(told).forEach(chunk -> held.addAll(AgentIdentifiers.given(em, chunk)));
    held.removeAll(known);
    return held;
  }

  /** Those who claim an identifier, in the order in which they came. */
  static List<ForeignIdentifierRow> of(EntityManager em, String identifier) {
    return em.createQuery(
            "select i from ForeignIdentifierRow i where i.identifier = :text order by i.place",
            ForeignIdentifierRow.class)
        .setParameter("text", identifier)
        .getResultList();
  }

  private static List<ForeignIdentifierRow> rows(EntityManager em, Collection<String> texts) {
    List<ForeignIdentifierRow> rows = new ArrayList<>();
    for (List<String> chunk : chunks(texts)) {
      rows.addAll(
          em.createQuery(
                  "select i from ForeignIdentifierRow i where i.identifier in :texts",
                  ForeignIdentifierRow.class)
              .setParameter("texts", chunk)
              .getResultList());
    }
    return rows;
  }

  private static List<ForeignIdentifierRow> rowsOf(
      EntityManager em, String domain, ExportPage page) {
    List<String> ids =
        Stream.concat(
                page.agents().stream().map(agent -> agent.record().identifier()),
                page.removed().stream())
            .toList();
    List<ForeignIdentifierRow> rows = new ArrayList<>();
    for (List<String> chunk : chunks(ids)) {
      rows.addAll(
          em.createQuery(
                  "select i from ForeignIdentifierRow i"
                      + " where i.domain = :domain and i.agentId in :ids",
                  ForeignIdentifierRow.class)
              .setParameter("domain", domain)
              .setParameter("ids", chunk)
              .getResultList());
    }
    return rows;
  }

  private static List<List<String>> chunks(Collection<String> all) {
    List<String> values = List.copyOf(all);
    List<List<String>> chunks = new ArrayList<>();
    for (int from = 0; from < values.size(); from += CHUNK) {
      chunks.add(values.subList(from, Math.min(values.size(), from + CHUNK)));
    }
    return chunks;
  }
}
