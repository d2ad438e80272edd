package org.bailiwick.ars.identifier;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.ars.identifier.AgentIdentifier.Shown;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.identifier.IdentifierScheme;
import org.bailiwick.node.records.RecordReads;

/**
 * Reads the identifiers of agents. It does not ask whether an agent may be shown; callers have
 * asked that of its record.
 */
public final class AgentIdentifiers {
  /** Number of agents in one query; databases limit it. */
  private static final int CHUNK = 500;

  /** What counts now: of the record's present owner, and configured or proved not too long ago. */
  private static final String COUNTING =
      " and a.agentId = i.agentId and a.owner = i.owner"
          + " and (i.countsUntil is null or i.countsUntil > :now)";

  private final RecordReads reads;
  private final Clock clock;

  public AgentIdentifiers(RecordReads reads, Clock clock) {
    this.reads = reads;
    this.clock = clock;
  }

  /**
   * All identifiers of these agents by the agents' {@code urn:uuid}: first the signed name and the
   * assigned identifier, then the others in the order of their texts. An identifier under which
   * there is no record is left out.
   */
  public Map<String, List<AgentIdentifier>> of(Collection<String> agentIds) {
    List<String> ids = new ArrayList<>(agentIds);
    Instant now = clock.instant();
    return reads.read(
        em -> {
          Map<String, List<AgentIdentifier>> found = new HashMap<>();
          for (int from = 0; from < ids.size(); from += CHUNK) {
            List<String> chunk = ids.subList(from, Math.min(ids.size(), from + CHUNK));
            addOwn(em, chunk, found);
            Map<String, List<AgentIdentifier>> others = new HashMap<>();
            addOthers(em, chunk, now, others);
            // An agent may be newer than the query before.
            others.forEach(
                (id, all) -> Optional.ofNullable(found.get(id)).ifPresent(own -> own.addAll(all)));
          }
          return found;
        });
  }

  /**
   * The same without the signed name and the assigned identifier; agents without any are absent.
   */
  public Map<String, List<AgentIdentifier>> others(Collection<String> agentIds) {
    List<String> ids = List.copyOf(agentIds);
    Instant now = clock.instant();
    return reads.read(
        em -> {
          Map<String, List<AgentIdentifier>> found = new HashMap<>();
          for (int from = 0; from < ids.size(); from += CHUNK) {
            addOthers(em, ids.subList(from, Math.min(ids.size(), from + CHUNK)), now, found);
          }
          return found;
        });
  }

  /**
   * Those of these texts that agents of this registry have been given, also those whose proof is
   * over, and those that are the {@code urn:uuid} of a record.
   *
   * @param texts a few hundred at most
   */
  public static Set<String> given(EntityManager em, Collection<String> texts) {
    Set<String> given = new HashSet<>();
    for (String query :
        List.of(
            "select i.identifier from IdentifierRow i where i.identifier in :texts",
            "select a.agentId from AgentRow a where a.agentId in :texts")) {
      given.addAll(
          em.createQuery(query, String.class).setParameter("texts", texts).getResultList());
    }
    return given;
  }

  /** The {@code urn:uuid} of the agent to which this identifier was given. */
  public Optional<String> holder(Identifier identifier) {
    return reads.read(
        em ->
            em.createQuery(
                    "select i.agentId from IdentifierRow i, AgentRow a where i.identifier = :text"
                        + COUNTING,
                    String.class)
                .setParameter("text", identifier.text())
                .setParameter("now", clock.instant())
                .getResultStream()
                .findFirst());
  }

  /** The same whether it counts or not, for who removes it. */
  public Optional<String> anyHolder(Identifier identifier) {
    return reads.read(
        em ->
            em.createQuery(
                    "select i.agentId from IdentifierRow i where i.identifier = :text",
                    String.class)
                .setParameter("text", identifier.text())
                .getResultStream()
                .findFirst());
  }

  private static void addOwn(
      EntityManager em, List<String> ids, Map<String, List<AgentIdentifier>> found) {
    em.createQuery(
            "select a.agentId, a.name, a.notBefore, a.registeredAt from AgentRow a"
                + " where a.agentId in :ids",
            Object[].class)
        .setParameter("ids", ids)
        .getResultStream()
        .forEach(
            row -> {
              List<AgentIdentifier> own = new ArrayList<>();
              own.add(
                  new AgentIdentifier(
                      IdentifierScheme.SPIFFE,
                      (String) row[1],
                      Shown.SIGNED,
                      (Instant) row[2],
                      Optional.empty()));
              own.add(
                  new AgentIdentifier(
                      IdentifierScheme.URN_UUID,
                      (String) row[0],
                      Shown.ASSIGNED,
                      (Instant) row[3],
                      Optional.empty()));
              found.put((String) row[0], own);
            });
  }

  private static void addOthers(
      EntityManager em, List<String> ids, Instant now, Map<String, List<AgentIdentifier>> found) {
    em.createQuery(
            "select i from IdentifierRow i, AgentRow a where i.agentId in :ids"
                + COUNTING
                + " order by i.identifier",
            IdentifierRow.class)
        .setParameter("ids", ids)
        .setParameter("now", now)
        .getResultStream()
        .forEach(
            row -> found.computeIfAbsent(row.agentId(), id -> new ArrayList<>()).add(row.view()));
  }
}
