package org.bailiwick.master.approval;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.master.approver.ApproverRights;
import org.bailiwick.master.approver.SignIn;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Looks again at the people on whose decisions a step is about to be released. A decision of
 * somebody who has lost the right to it is deleted, so that another person is asked; the audit log
 * keeps it, and has the reason.
 */
public final class DecisionReview {

  private final ApproverRights rights;
  private final Catalogue catalogue;
  private final GroupWriter writer;

  public DecisionReview(ApproverRights rights, Catalogue catalogue, GroupWriter writer) {
    this.rights = rights;
    this.catalogue = catalogue;
    this.writer = writer;
  }

  /**
   * The approval with the decisions that still count.
   *
   * @throws org.bailiwick.contract.problem.ProblemException dependency-unavailable when it is not
   *     known of somebody now
   */
  Approval of(Approval approval) {
    List<Verdict> counting = new ArrayList<>();
    for (Verdict verdict : approval.verdicts()) {
      Optional<String> refusal =
          verdict
              .signIn()
              .filter(signIn -> verdict.choice().isRelied())
              .flatMap(signIn -> refusal(approval, verdict, signIn));
      if (refusal.isEmpty()) {
        counting.add(verdict);
      } else {
        lapse(approval, verdict, refusal.get());
      }
    }
    return new Approval(approval.id(), approval.request(), counting, approval.jobRuns());
  }

  private Optional<String> refusal(Approval approval, Verdict verdict, SignIn signIn) {
    return rights.refusal(
        signIn,
        verdict.decidedAt(),
        approval.request().step(catalogue),
        approval.request().order().jobId());
  }

  private void lapse(Approval approval, Verdict verdict, String check) {
    writer.commitAmongNodes(
        em ->
            em.createQuery(
                    "delete from VerdictRow v where v.approvalId = :id and v.approver = :approver"
                        + " and v.decidedAt = :at")
                .setParameter("id", approval.id())
                .setParameter("approver", verdict.approver())
                .setParameter("at", verdict.decidedAt())
                .executeUpdate(),
        approval
            .request()
            .describedIn(
                AuditEntry.of("approval.lapsed", Outcome.DENIED, check, verdict.approver()))
            .with("decision", verdict.choice().text())
            .with("decided_at", verdict.decidedAt().toString()));
  }
}
