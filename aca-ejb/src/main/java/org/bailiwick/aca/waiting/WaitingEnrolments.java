package org.bailiwick.aca.waiting;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.Entity;

/**
 * Lists, approves and rejects waiting enrolments, for officers. An EJB because it is called from
 * another module.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class WaitingEnrolments {

  private static final String DECIDED = "enrolment_decisions";

  private Gate gate;
  private GroupWriter writer;
  private WaitingEnrolmentStore store;
  private Meter meter;

  /** For the container's proxy. */
  public WaitingEnrolments() {}

  @Inject
  public WaitingEnrolments(
      @ForAca Gate gate, @ForAca GroupWriter writer, WaitingEnrolmentStore store, Meter meter) {
    this.gate = gate;
    this.writer = writer;
    this.store = store;
    this.meter = meter;
  }

  /** Waiting enrolments that have not ended, the oldest first. */
  public List<EnrolmentProgress> pending(VerifiedPeer asker) {
    writer.record(
        gate.require(
            Question.of(
                PeerEntity.of(asker),
                "read-credential",
                new Entity("Credential", "waiting-enrolments", Map.of()),
                Map.of("own", false))));
    return store.pending();
  }

  /**
   * The progress of one of them, for everybody who knows its identifier, which follows from the
   * request.
   *
   * @throws ProblemException NOT_FOUND
   */
  public EnrolmentProgress progress(UUID id) {
    return store.find(id).orElseThrow(WaitingEnrolmentStore::unknown);
  }

  /**
   * An officer agrees.
   *
   * @throws ProblemException NOT_FOUND if it does not wait; POLICY_DENIED, to an officer who agreed
   *     before too
   */
  public EnrolmentProgress approve(VerifiedPeer officer, UUID id) {
    EnrolmentProgress progress = require(id);
    AuditEntry permit = gate.require(question(officer, progress, progress.approvedBy()));
    String by = officer.id().toString();
    ApprovalRow approval = new ApprovalRow(id, by, store.now());
    writer.commitAmongNodes(
        em -> {
          if (em.find(EndRow.class, id.toString()) != null) {
            throw WaitingEnrolmentStore.unknown();
          }
          em.merge(approval);
        },
        permit,
        WaitingEnrolmentStore.audit("enrolment.approved", progress.enrolment(), by));
    meter.count(DECIDED, "approved");
    return progress(id);
  }

  /**
   * An officer ends it; one who approved it may, too.
   *
   * @throws ProblemException NOT_FOUND if it does not wait; POLICY_DENIED
   */
  public void reject(VerifiedPeer officer, UUID id) {
    EnrolmentProgress progress = require(id);
    AuditEntry permit = gate.require(question(officer, progress, List.of()));
    String by = officer.id().toString();
    writer.commitAmongNodes(
        store.end(id, EnrolmentProgress.State.REJECTED, by),
        permit,
        WaitingEnrolmentStore.audit("enrolment.rejected", progress.enrolment(), by));
    meter.count(DECIDED, "rejected");
  }

  /** Whether it is the same officer again, the decision port has to look at. */
  private static Question question(
      VerifiedPeer officer, EnrolmentProgress progress, List<String> before) {
    return Question.of(
        PeerEntity.of(officer),
        "decide-enrolment",
        new Entity("Credential", progress.enrolment().requested().agent(), Map.of()),
        Map.of("again", before.contains(officer.id().toString())));
  }

  private EnrolmentProgress require(UUID id) {
    EnrolmentProgress progress = progress(id);
    return switch (progress.state()) {
      case WAITING, APPROVED -> progress;
      case REJECTED, EXPIRED, ISSUED -> throw WaitingEnrolmentStore.unknown();
    };
  }
}
