package org.bailiwick.ars.eventstream;

import java.util.List;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.policy.RegistryQuestion.Subscription;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/**
 * Whether a receiver may have events now: its credential is good, policy permits it, and it is no
 * agent in quarantine.
 */
public final class ReceiverRight {
  private static final String QUARANTINED = "agent-quarantined";

  private final Gate gate;
  private final AgentRecords records;
  private final PeerVerifier verifier;

  public ReceiverRight(Gate gate, AgentRecords records, PeerVerifier verifier) {
    this.gate = gate;
    this.records = records;
    this.verifier = verifier;
  }

  /** The right of a receiver that is not connected. */
  public sealed interface Now {
    /** It may have events. */
    record Held(VerifiedPeer receiver) implements Now {}

    /** Nothing may be sent at present, since something is not known or has to be renewed. */
    record Withheld(String check) implements Now {}

    /** The receiver has lost the right. */
    record Lost(String check) implements Now {}
  }

  /**
   * Returns the permit for a peer that may have events in this way.
   *
   * @throws ProblemException policy-denied
   */
  public AuditEntry require(VerifiedPeer peer, Subscription way) {
    AuditEntry permit = gate.require(RegistryQuestion.subscribe(peer, way, true));
    if (isQuarantined(peer)) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED, QUARANTINED, "An officer has put the agent into quarantine");
    }
    return permit;
  }

  /** Throws as {@link #require}, and records nothing of a permit. */
  public void requireStill(VerifiedPeer peer, Subscription way) {
    AuditEntry unused = require(peer, way);
  }

  private boolean isQuarantined(VerifiedPeer peer) {
    return peer.kind() == Kind.AGENT
        && records
            .findByName(AgentId.of(peer.id()))
            .filter(found -> found.agent().state() == AgentState.QUARANTINED)
            .isPresent();
  }

  /** The right of the stream's receiver, by the certificate that it showed last. */
  public Now of(EventStream stream) {
    try {
      VerifiedPeer peer = verified(stream.proof());
      if (!peer.id().toString().equals(stream.owner())) {
        return new Now.Lost("receiver-certificate");
      }
      if (isQuarantined(peer)) {
        return new Now.Lost(QUARANTINED);
      }
      return gate.permits(RegistryQuestion.subscribe(peer, Subscription.STREAM, true))
          ? new Now.Held(peer)
          : new Now.Lost("policy-denied");
    } catch (ProblemException refusal) {
      return refusal.type() == ProblemType.CREDENTIAL_REVOKED
          ? new Now.Lost(refusal.check())
          : new Now.Withheld(refusal.check());
    }
  }

  /** How this peer has proved itself, to be kept with its stream. */
  public static EventStream.Proof proof(VerifiedPeer peer) {
    return new EventStream.Proof(Pem.of(peer.certificate()), peer.validatedBy().name());
  }

  /**
   * Throws unless the certificate does without those that the peer has sent with it, since tokens
   * are posted while the peer is not connected.
   *
   * @throws ProblemException credential-not-trusted
   */
  void requireAlone(EventStream.Proof shown) {
    VerifiedPeer unused = verified(shown);
  }

  private VerifiedPeer verified(EventStream.Proof shown) {
    ValidationMethod method = ValidationMethod.valueOf(shown.validatedBy());
    return method == ValidationMethod.MTLS
        ? verifier.verify(Pem.certificates(shown.certificate()))
        : verifier.verifyAgent(List.copyOf(Pem.certificates(shown.certificate())), method);
  }
}
