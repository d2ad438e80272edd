package org.bailiwick.ars.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import org.bailiwick.ars.policy.RecordGate;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentRecords.RecordState;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Takes the heartbeat of a listed agent, if the decision point permits it. Only the first heartbeat
 * of a row of them is recorded, as the others change nothing.
 */
@ApplicationScoped
class Pulse {
  private Gate gate;
  private AgentRecords records;
  private Heartbeats heartbeats;
  private SteadyTime time;
  private Clock clock;

  /** CDI proxies need this constructor. */
  Pulse() {}

  @Inject
  Pulse(Gate gate, AgentRecords records, Heartbeats heartbeats, SteadyTime time, Clock clock) {
    this.gate = gate;
    this.records = records;
    this.heartbeats = heartbeats;
    this.time = time;
    this.clock = clock;
  }

  void beat(VerifiedPeer peer, String identifier, String body) {
    RecordGate own = RecordGate.listed(gate, peer);
    RecordState record = records.state(identifier).orElseThrow(() -> own.unknown(identifier));
    AgentId agent = AgentId.parse(record.name());
    AuditEntry permit = own.require(agent, RegistryQuestion.heartbeat(peer, agent));
    if (record.state() == AgentState.QUARANTINED) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "agent-quarantined",
          "An officer has put the agent into quarantine");
    }
    if (!record.isListedAt(time.latest())) {
      throw AgentRecord.unlisted();
    }
    Heartbeat beat = HeartbeatRequest.parse(body, clock.instant());
    if (heartbeats.beat(identifier, beat)) {
      gate.record(permit.with("ttl", beat.ttl().toString()));
    }
  }
}
