package org.bailiwick.ars.agentevent;

import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;

/** Which agents a peer may find: those that a search would show it, and in any state. */
public final class FindableAgents {
  private final AgentRecords records;
  private final RegistrySegments segments;
  private final Gate gate;

  public FindableAgents(AgentRecords records, RegistrySegments segments, Gate gate) {
    this.records = records;
    this.segments = segments;
    this.gate = gate;
  }

  /**
   * The agents among these identifiers that this peer may find. One that cannot be read is none.
   */
  public Set<String> among(VerifiedPeer peer, Collection<String> identifiers) {
    Set<String> found = new HashSet<>();
    Map<String, AgentRecords.Attested> stored = records.attested(identifiers);
    stored.forEach(
        (identifier, agent) -> {
          if (gate.permits(
              RegistryQuestion.find(peer, agent.record(), segments.of(party(agent))))) {
            found.add(identifier);
          }
        });
    return found;
  }

  private static RegistrySegments.Party party(AgentRecords.Attested agent) {
    return new RegistrySegments.Party(
        agent.record().agent().toString(),
        URI.create(agent.record().locator()),
        agent.record().owner(),
        agent.record().capabilities().texts(),
        agent.attestation().map(AttestationSummary::status));
  }
}
