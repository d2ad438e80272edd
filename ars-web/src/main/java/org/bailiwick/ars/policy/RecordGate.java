package org.bailiwick.ars.policy;

import java.util.function.Supplier;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/**
 * Asks whether a peer may act on the record of one agent. A peer that may not, and is neither an
 * operator nor that agent, gets the same answer as for an identifier that no record has, so that it
 * does not learn which records exist. The audit log has the reason.
 *
 * @param absent makes the answer for an identifier that no record has
 */
public record RecordGate(Gate gate, VerifiedPeer peer, Supplier<ProblemException> absent) {

  /** For acts that need a listed agent. */
  public static RecordGate listed(Gate gate, VerifiedPeer peer) {
    return new RecordGate(gate, peer, AgentRecord::unlisted);
  }

  /**
   * The audit entry of a permit, as {@link Gate#require(Question)} returns it.
   *
   * @throws ProblemException agent-unknown for strangers, and otherwise as there
   */
  public AuditEntry require(AgentId agent, Question question) {
    try {
      return gate.require(question);
    } catch (ProblemException denied) {
      if (denied.type() != ProblemType.POLICY_DENIED || maySee(agent)) {
        throw denied;
      }
      throw absent.get();
    }
  }

  /**
   * The answer for an identifier that no record has. It is recorded as a denial is, since its
   * answer would come sooner otherwise.
   */
  public ProblemException unknown(String identifier) {
    ProblemException answer = absent.get();
    gate.recordRefusal(
        AuditEntry.of("record.sought", Outcome.DENIED, answer.check(), peer.id().toString())
            .about(identifier));
    return answer;
  }

  private boolean maySee(AgentId agent) {
    return peer.kind() == Kind.OPERATOR || peer.id().equals(agent.spiffeId());
  }
}
