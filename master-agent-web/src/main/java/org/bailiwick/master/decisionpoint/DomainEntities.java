package org.bailiwick.master.decisionpoint;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.node.decision.GroupEntity;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.application.KnownEntities;

/**
 * What the Master Agent knows of the domain's agents by the registry, and of its services and
 * devices by their files. While the registry's list is too old, no agent is known.
 */
final class DomainEntities implements KnownEntities {
  private final AgentInventory inventory;
  private final OwnCallers callers;
  private final Clock clock;

  DomainEntities(AgentInventory inventory, OwnCallers callers, Clock clock) {
    this.inventory = inventory;
    this.callers = callers;
    this.clock = clock;
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
    return inventory.isFresh() ? inventory.find(id).map(this::entity) : Optional.empty();
  }

  private Entity entity(KnownAgent agent) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("trust_domain", agent.agent().trustDomain().name());
    attributes.put("foreign", false);
    attributes.put("status", agent.status(clock.instant()));
    attributes.put("capabilities", Set.copyOf(agent.capabilities().texts()));
    agent.responsible().ifPresent(known -> attributes.put("owner", known.owner().value()));
    return new Entity("Agent", agent.agent().toString(), attributes)
        .in(
            agent.responsible().flatMap(known -> GroupEntity.of(known.principal())).stream()
                .toList());
  }

  private Optional<Entity> workload(WorkloadId id) {
    return callers
        .scopesOf(id)
        .map(
            scopes ->
                new Entity(
                    "Workload",
                    id.toString(),
                    Map.of("trust_domain", id.trustDomain().name(), "kind", id.kind().text())));
  }
}
