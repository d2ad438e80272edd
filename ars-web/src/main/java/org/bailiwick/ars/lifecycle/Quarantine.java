package org.bailiwick.ars.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.function.Predicate;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.policy.RecordGate;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.policy.RegistryQuestion.Operation;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentRecords.RecordState;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Puts agents into quarantine and ends it, for officers. While the revocation data are too old, no
 * quarantine ends, because it is not known whether the credential is still good; it begins at any
 * time.
 */
@ApplicationScoped
class Quarantine {
  private Gate gate;
  private RegistryChanges changes;
  private AgentRecords records;
  private CredentialStatus status;
  private SteadyTime time;

  /** CDI proxies need this constructor. */
  Quarantine() {}

  @Inject
  Quarantine(
      Gate gate,
      RegistryChanges changes,
      AgentRecords records,
      CredentialStatus status,
      SteadyTime time) {
    this.gate = gate;
    this.changes = changes;
    this.records = records;
    this.status = status;
    this.time = time;
  }

  /** Hides the agent from now on. An agent that is in quarantine stays there as it is. */
  void begin(VerifiedPeer peer, String identifier, String reason) {
    AuditEntry permit = permit(peer, identifier, Operation.SET);
    Cause cause = new Cause(Reason.QUARANTINED, reason, peer.id().toString());
    change(
        em -> AgentChanges.quarantine(em, identifier, time.latest(), cause),
        permit,
        done("agent.quarantined", peer, identifier, reason));
  }

  /** Ends the quarantine; the record has the state then that it would have without it. */
  void end(VerifiedPeer peer, String identifier, String reason) {
    AuditEntry permit = permit(peer, identifier, Operation.RELEASE);
    Cause cause = new Cause(Reason.RELEASED, reason, peer.id().toString());
    change(
        em ->
            AgentChanges.release(
                em, identifier, new AgentChanges.Release(time.latest(), cause, status::isGood)),
        permit,
        done("agent.released", peer, identifier, reason));
  }

  /** Where nothing changes, the audit log says what was permitted, and not that it was done. */
  private void change(Predicate<EntityManager> work, AuditEntry permit, AuditEntry done) {
    try {
      changes.commit(
          em -> {
            if (!work.test(em)) {
              throw new Unchanged();
            }
          },
          permit,
          done);
    } catch (Unchanged asItWas) {
      gate.record(permit);
    }
  }

  /** Ends a unit of work in which nothing has changed. */
  private static final class Unchanged extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unchanged() {
      super("nothing has changed", null, false, false);
    }
  }

  private AuditEntry permit(VerifiedPeer peer, String identifier, Operation operation) {
    RecordGate hidden = new RecordGate(gate, peer, AgentRecord::unknown);
    RecordState record = records.state(identifier).orElseThrow(() -> hidden.unknown(identifier));
    AgentId agent = AgentId.parse(record.name());
    return hidden.require(agent, RegistryQuestion.quarantine(peer, agent, operation));
  }

  private static AuditEntry done(
      String event, VerifiedPeer peer, String identifier, String reason) {
    return AuditEntry.of(event, Outcome.DONE, "", peer.id().toString())
        .about(identifier)
        .with("reason", reason);
  }
}
