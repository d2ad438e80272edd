package org.bailiwick.ars.description;

import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.records.RecordReads;

/** Reads what agents say of themselves. */
public final class Descriptions {
  /** The document of an agent that says nothing. */
  static final String NOTHING = "{}";

  /** Number of identifiers in one query; databases limit it. */
  private static final int CHUNK = 500;

  private final RecordReads reads;

  public Descriptions(RecordReads reads) {
    this.reads = reads;
  }

  /**
   * The descriptions of these agents by their identifiers. An agent that says nothing has none, nor
   * has one whose name has passed to another owner since it wrote. Callers who show skills call
   * {@link AgentDescription#within}.
   */
  public Map<String, AgentDescription> of(Collection<String> agentIds) {
    List<String> ids = new ArrayList<>(agentIds);
    return reads.read(
        em -> {
          Map<String, AgentDescription> found = new HashMap<>();
          for (int from = 0; from < ids.size(); from += CHUNK) {
            add(em, ids.subList(from, Math.min(ids.size(), from + CHUNK)), found);
          }
          return found;
        });
  }

  /** The description of this agent. */
  public Optional<AgentDescription> of(String agentId) {
    return Optional.ofNullable(of(List.of(agentId)).get(agentId));
  }

  /** Whether the agent said exactly this already, under its owner of now. */
  boolean says(AgentRecord record, String document) {
    return reads.read(
        em ->
            DescriptionRow.says(
                em.find(DescriptionRow.class, record.identifier()), document, record.owner()));
  }

  private static void add(EntityManager em, List<String> ids, Map<String, AgentDescription> found) {
    em.createQuery(
            """
            select d.agentId, d.document, d.updatedAt from DescriptionRow d, AgentRow a
            where d.agentId in :ids and a.agentId = d.agentId and a.owner = d.owner
              and d.document <> :nothing
            """,
            Object[].class)
        .setParameter("ids", ids)
        .setParameter("nothing", NOTHING)
        .getResultStream()
        .forEach(
            row -> {
              JsonObject document = StrictJson.object((String) row[1]);
              found.put((String) row[0], new AgentDescription(document, (Instant) row[2]));
            });
  }
}
