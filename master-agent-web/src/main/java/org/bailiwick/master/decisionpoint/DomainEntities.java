package org.bailiwick.master.decisionpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.facts.AgentKnowledge;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.application.KnownEntities;

/**
 * What the Master Agent knows of the domain's agents by the registry and by reports, and of its
 * services and devices by their files; of both, the segments in force. While the registry's list is
 * too old, no agent is known.
 */
final class DomainEntities implements KnownEntities {
  private final AgentInventory inventory;
  private final OwnCallers callers;
  private final AgentKnowledge knowledge;

  DomainEntities(AgentInventory inventory, OwnCallers callers, AgentKnowledge knowledge) {
    this.inventory = inventory;
    this.callers = callers;
    this.knowledge = knowledge;
  }

  @Override
  public Optional<Entity> of(String type, String id) {
    try {
      return switch (type) {
        case "Agent" -> agent(AgentId.parse(id));
        case "Workload" -> workload(WorkloadId.parse(id));
        default -> Optional.empty();
      };
    } catch (ProblemException | IllegalArgumentException notAName) {
      return Optional.empty();
    }
  }

  private Optional<Entity> agent(AgentId id) {
    return inventory.isFresh() ? inventory.find(id).map(knowledge::entity) : Optional.empty();
  }

  private Optional<Entity> workload(WorkloadId id) {
    return callers.scopesOf(id).map(scopes -> workload(id, knowledge.risk(id.toString())));
  }

  private Entity workload(WorkloadId id, Optional<String> risk) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("trust_domain", id.trustDomain().name());
    attributes.put("kind", id.kind().text());
    risk.ifPresent(known -> attributes.put("risk", known));
    return new Entity("Workload", id.toString(), attributes)
        .in(knowledge.segmentsOf(id.toString()));
  }
}
