package org.bailiwick.ars.registration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentChanges.Registered;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.ConflictException;

/**
 * Lists an agent whose claim is exactly what its credential says, and ends a listing. The
 * credential that counts is the one whose key was proved, by the handshake or by a token: its path,
 * validity and revocation were checked by the peer filter.
 */
@ApplicationScoped
class AgentRegistrar {
  private Gate gate;
  private RegistryChanges changes;
  private CredentialStatus status;
  private IdentifierSource identifiers;
  private Clock clock;

  /** For the container. */
  AgentRegistrar() {}

  @Inject
  AgentRegistrar(Gate gate, RegistryChanges changes, CredentialStatus status, Clock clock) {
    this.gate = gate;
    this.changes = changes;
    this.status = status;
    this.identifiers = new IdentifierSource(clock, new SecureRandom());
    this.clock = clock;
  }

  Registered register(VerifiedPeer peer, AgentClaim claim) {
    AgentCredential credential = AgentCredential.read(peer.certificate());
    requireMethod(peer, credential);
    AuditEntry permit =
        switch (AttributeMatch.compare(claim, credential)) {
          case AttributeMatch.Exact exact ->
              gate.require(
                  RegistryQuestion.register(
                      credential, claim.agent(), RegistryQuestion.Match.EXACT));
          case AttributeMatch.Differs differs ->
              gate.require(
                  RegistryQuestion.register(
                      credential, claim.agent(), RegistryQuestion.Match.DIFFERS),
                  check -> mismatch(differs));
        };
    try {
      return store(credential, permit);
    } catch (ConflictException e) {
      // Another node inserted the same name at the same moment: now the row is there.
      return store(credential, permit);
    }
  }

  /** Ends the listing of a record at the request of its agent or of an officer. */
  void withdraw(VerifiedPeer peer, AgentRecord record) {
    AuditEntry permit = gate.require(RegistryQuestion.withdraw(peer, record.agent()));
    changes.commit(
        em -> AgentChanges.end(em, record, AgentState.WITHDRAWN, clock.instant()),
        permit,
        new AuditEntry(
            "agent.withdrawn",
            Outcome.DONE,
            "",
            peer.id().toString(),
            record.identifier(),
            Map.of()));
  }

  private Registered store(AgentCredential credential, AuditEntry permit) {
    String identifier = identifiers.next();
    AtomicReference<Registered> result = new AtomicReference<>();
    changes.grant(
        em -> {
          // Again, where units are in order: a revocation told since the filter looked counts here,
          // and one told later finds the row.
          status.requireGood(credential.certificate());
          result.set(AgentChanges.register(em, credential, identifier, clock.instant()));
        },
        permit,
        AuditEntry.of("agent.registered", Outcome.DONE, "", credential.agent().toString())
            .about(credential.serial().hex()));
    return result.get();
  }

  /** The credential says how a registry may validate its holder. */
  private static void requireMethod(VerifiedPeer peer, AgentCredential credential) {
    if (!credential.information().validationMethods().contains(peer.validatedBy())) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "validation-method-not-allowed",
          "The credential does not allow validation by " + peer.validatedBy().token());
    }
  }

  private static ProblemException mismatch(AttributeMatch.Differs differs) {
    return new ProblemException(
        ProblemType.ATTRIBUTE_MISMATCH,
        "attribute-mismatch",
        "These differ from what the authority signed: " + String.join(", ", differs.attributes()));
  }
}
