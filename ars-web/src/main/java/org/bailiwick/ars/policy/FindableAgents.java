package org.bailiwick.ars.policy;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;

/** Asks the decision point which agents a peer may find, for each list that agents stand in. */
@ApplicationScoped
public class FindableAgents {
  private Gate gate;
  private RegistrySegments segments;
  private AgentRecords records;

  /** CDI proxies need this constructor. */
  FindableAgents() {}

  @Inject
  public FindableAgents(Gate gate, RegistrySegments segments, AgentRecords records) {
    this.gate = gate;
    this.segments = segments;
    this.records = records;
  }

  /**
   * Those of these agents that the peer may find, in their order. An agent whose record has been
   * changed by hand, so that no segment can be said of it, is left out.
   */
  public List<AgentRecord> foundBy(VerifiedPeer peer, List<AgentRecord> agents) {
    Map<String, AgentRecords.Attested> stored =
        records.attested(agents.stream().map(AgentRecord::identifier).toList());
    return agents.stream()
        .filter(agent -> stored.containsKey(agent.identifier()))
        .filter(agent -> isFoundBy(peer, stored.get(agent.identifier())))
        .toList();
  }

  /** Those of these identifiers whose agents the peer may find, in any state of their records. */
  public Set<String> among(VerifiedPeer peer, Collection<String> identifiers) {
    Set<String> found = new HashSet<>();
    records
        .attested(identifiers)
        .forEach(
            (identifier, agent) -> {
              if (isFoundBy(peer, agent)) {
                found.add(identifier);
              }
            });
    return found;
  }

  private boolean isFoundBy(VerifiedPeer peer, AgentRecords.Attested stored) {
    AgentRecord agent = stored.record();
    URI locator = URI.create(agent.locator());
    if (locator.getHost() == null) {
      return false;
    }
    RegistrySegments.Party party =
        new RegistrySegments.Party(
            agent.agent().toString(),
            locator,
            agent.owner(),
            agent.capabilities().texts(),
            stored.attestation().map(AttestationSummary::status));
    return gate.permits(RegistryQuestion.find(peer, agent, segments.of(party)));
  }
}
