package org.bailiwick.aca.binding;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Map;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.credentialrequest.CredentialQuestion;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.Action;

/**
 * Lets an officer remove the binding of an instance or workload to an agent key, so that it can
 * enrol another key. Its credentials stay valid until they are revoked. The class is an EJB because
 * another module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BindingReleases {

  private Gate gate;
  private GroupWriter writer;

  /** Lets the container create a proxy. */
  public BindingReleases() {}

  @Inject
  BindingReleases(@ForAca Gate gate, @ForAca GroupWriter writer) {
    this.gate = gate;
    this.writer = writer;
  }

  /**
   * Removes the binding of a subject that has no key of its own.
   *
   * @param circumstances the officer's findings, for the audit log
   * @throws ProblemException POLICY_DENIED; NOT_FOUND if it is bound to no key
   */
  public void release(VerifiedPeer officer, AttestedSubject subject, String circumstances) {
    AuditEntry permit =
        gate.require(
            CredentialQuestion.of(officer, Action.RELEASE_BINDING, subject.toString(), Map.of()));
    String name = subject.keySha256();
    UnitOfWork release =
        em -> {
          SubjectBindingRow bound = em.find(SubjectBindingRow.class, name);
          if (bound == null) {
            throw unbound();
          }
          em.remove(bound);
          em.flush(); // seen by reservations later in the same batch
        };
    AuditEntry done =
        AuditEntry.of("binding.released", Outcome.DONE, "", officer.id().toString())
            .about(subject.toString())
            .with("circumstances", circumstances);
    writer.commitAmongNodes(release, permit, done);
  }

  private static ProblemException unbound() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "subject-unbound", "This attested subject is bound to no key.");
  }
}
