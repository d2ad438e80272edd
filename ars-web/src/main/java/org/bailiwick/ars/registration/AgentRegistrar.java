package org.bailiwick.ars.registration;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.policy.RecordGate;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentChanges.Registered;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.CredentialKey;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.ConflictException;

/**
 * Lists an agent if its claim equals its credential, and ends a listing. It uses the credential
 * whose private key the peer has proved, in the TLS handshake or with a Workload Identity Token;
 * the peer filter has already checked its certification path, validity and revocation.
 */
@ApplicationScoped
class AgentRegistrar {
  private Gate gate;
  private RegistryChanges changes;
  private CredentialStatus status;
  private ArsSettings.Registration bounds;
  private IdentifierSource identifiers;
  private Clock clock;

  /** CDI proxies need this constructor. */
  AgentRegistrar() {}

  @Inject
  AgentRegistrar(
      Gate gate,
      RegistryChanges changes,
      CredentialStatus status,
      ArsSettings settings,
      Clock clock) {
    this.gate = gate;
    this.changes = changes;
    this.status = status;
    this.bounds = settings.registration();
    this.identifiers = new IdentifierSource(clock, new SecureRandom());
    this.clock = clock;
  }

  Registered register(VerifiedPeer peer, AgentClaim claim) {
    AgentCredential credential = AgentCredential.read(peer.certificate());
    requireMethod(peer, credential);
    ClaimBounds.require(claim, bounds);
    AuditEntry permit =
        switch (AttributeMatch.compare(claim, credential)) {
          case AttributeMatch.Exact exact ->
              gate.require(question(credential, claim, RegistryQuestion.Match.EXACT));
          case AttributeMatch.Differs differs ->
              gate.require(
                  question(credential, claim, RegistryQuestion.Match.DIFFERS),
                  check -> mismatch(differs));
        };
    try {
      return store(credential, permit);
    } catch (ConflictException e) {
      // Another node inserted the same name at the same moment. The second attempt finds that row.
      return store(credential, permit);
    }
  }

  private Question question(
      AgentCredential credential, AgentClaim claim, RegistryQuestion.Match match) {
    return RegistryQuestion.register(credential, claim.agent(), match, clock.instant());
  }

  /** Ends the listing of a record at the request of its agent or of an officer. */
  void withdraw(VerifiedPeer peer, AgentRecord record) {
    AuditEntry permit =
        RecordGate.listed(gate, peer)
            .require(record.agent(), RegistryQuestion.withdraw(peer, record.agent()));
    Cause cause = Cause.of(Reason.WITHDRAWN, peer.id());
    changes.commit(
        em ->
            AgentChanges.end(
                em, record, new AgentChanges.Change(AgentState.WITHDRAWN, clock.instant(), cause)),
        permit,
        AuditEntry.of("agent.withdrawn", Outcome.DONE, "", peer.id().toString())
            .about(record.identifier()));
  }

  private Registered store(AgentCredential credential, AuditEntry permit) {
    String identifier = identifiers.next();
    AtomicReference<Registered> result = new AtomicReference<>();
    changes.grant(
        em -> {
          // The writer runs its units of work one after another: this check sees a revocation that
          // arrived since the peer filter's check, and a later revocation finds the new row.
          status.requireGood(CredentialKey.of(credential.certificate()));
          result.set(
              AgentChanges.register(
                  em,
                  credential,
                  new AgentChanges.Terms(identifier, clock.instant(), bounds.ownerAgents())));
        },
        permit,
        AuditEntry.of("agent.registered", Outcome.DONE, "", credential.agent().toString())
            .about(credential.serial().hex()));
    return result.get();
  }

  /** Refuses a validation method that the credential does not allow a registry to use. */
  private static void requireMethod(VerifiedPeer peer, AgentCredential credential) {
    if (!credential.information().validationMethods().contains(peer.validatedBy())) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "validation-method-not-allowed",
          "The credential does not allow validation by " + peer.validatedBy().text());
    }
  }

  private static ProblemException mismatch(AttributeMatch.Differs differs) {
    return new ProblemException(
        ProblemType.ATTRIBUTE_MISMATCH,
        "attribute-mismatch",
        "These differ from what the authority signed: " + String.join(", ", differs.attributes()));
  }
}
