package org.bailiwick.master.approval;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.policy.ApprovalQuestion;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Shows requests to officers and takes their decisions, if the decision point permits it. No policy
 * can let a person decide about an own job, or twice.
 */
@Dependent
public class ApprovalControl {

  private final Approvals approvals;
  private final JobJournal journal;
  private final Gate gate;
  private final Catalogue catalogue;
  private final GroupWriter writer;
  private final Clock clock;

  @Inject
  public ApprovalControl(
      Approvals approvals,
      JobJournal journal,
      Gate gate,
      Catalogue catalogue,
      GroupWriter writer,
      Clock clock) {
    this.approvals = approvals;
    this.journal = journal;
    this.gate = gate;
    this.catalogue = catalogue;
    this.writer = writer;
    this.clock = clock;
  }

  /** The JSON of a request with its parameters in full. */
  public String read(VerifiedPeer officer, String id) {
    Approval approval = find(id);
    gate.requireAndRecord(ApprovalQuestion.read(officer, step(approval)));
    return view(approval);
  }

  /**
   * Takes the decision of a request's body; the answer is that of {@link #read}. The step goes on
   * where its job is executed.
   *
   * @throws ProblemException policy-denied; not-found if nobody is asked any more;
   *     malformed-request if the digest is not that of the parameters
   */
  public String decide(VerifiedPeer officer, String id, String body) {
    ApprovalOrder order = ApprovalOrder.parse(body);
    Approval approval = find(id);
    String approver = officer.id().toString();
    boolean own = approval.request().requester().equals(approver);
    boolean again = approval.isDecidedBy(approver);
    AuditEntry permit = gate.require(ApprovalQuestion.decide(officer, step(approval), own, again));
    Verdict verdict =
        new Verdict(
            approver,
            order.choice(),
            order.comment(),
            order.output(),
            clock.instant().truncatedTo(ChronoUnit.MICROS));
    try {
      if (own) {
        throw new ProblemException(
            ProblemType.POLICY_DENIED, "own-request", "Nobody decides about an own job.");
      }
      Approvals.requireOpen(approval, approver, verdict.decidedAt());
      requireFits(approval, order);
      writer.commitAmongNodes(
          approvals.decision(id, verdict).and(journal.change(approval.request().order().jobId())),
          permit,
          row(approval, verdict, Outcome.DONE, ""));
    } catch (ProblemException refusal) {
      writer.recordRefusal(row(approval, verdict, Outcome.DENIED, refusal.check()));
      throw refusal;
    }
    return view(find(id));
  }

  /** The decision must be about the parameters that the person has seen, and of the right kind. */
  private void requireFits(Approval approval, ApprovalOrder order) {
    if (!approval.request().kind().takes(order.choice())) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "approval-decision",
          "This is no decision about " + approval.request().kind().text() + ".");
    }
    if (!approval.request().order().inputSha256().equals(order.inputSha256())) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "approval-digest",
          "The parameters have another digest than the one that was seen.");
    }
    order.output().ifPresent(output -> requireOutput(approval, output));
  }

  /** What a person says of an output must be of its type, as what an asset answers. */
  private void requireOutput(Approval approval, String output) {
    try {
      catalogue.requireOutput(Capability.parse(approval.request().order().capability()), output);
    } catch (UnsuitableValue unsuitable) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "approval-output",
          "The output is not of its type: " + unsuitable.reason() + ".");
    }
  }

  private static AuditEntry row(Approval approval, Verdict verdict, Outcome outcome, String check) {
    AuditEntry row =
        approval
            .request()
            .describedIn(AuditEntry.of("approval.decided", outcome, check, verdict.approver()))
            .with("decision", verdict.choice().text());
    return verdict.comment().map(comment -> row.with("comment", comment)).orElse(row);
  }

  /** Parameters stay the text that they are in the database, since they are JSON already. */
  private String view(Approval approval) {
    String members = JsonText.of(members(approval, clock.instant()));
    return approvals
        .parameters(approval.id())
        .map(text -> members.substring(0, members.length() - 1) + ",\"parameters\":" + text + "}")
        .orElse(members);
  }

  /** The members of a request in lists and answers, without its parameters. */
  static Map<String, Object> members(Approval approval, Instant now) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", approval.id());
    members.put("state", approval.state(now).text());
    members.putAll(approval.request().members());
    List<Map<String, Object>> decisions = new ArrayList<>();
    for (Verdict verdict : approval.verdicts()) {
      Map<String, Object> decision = new LinkedHashMap<>();
      decision.put("approver", verdict.approver());
      decision.put("decision", verdict.choice().text());
      decision.put("decided_at", verdict.decidedAt());
      verdict.comment().ifPresent(comment -> decision.put("comment", comment));
      decisions.add(decision);
    }
    members.put("decisions", decisions);
    return members;
  }

  private static ApprovalQuestion.Step step(Approval approval) {
    ApprovalRequest.Order order = approval.request().order();
    return new ApprovalQuestion.Step(order.step(), order.capability());
  }

  private Approval find(String id) {
    return approvals.find(id).orElseThrow(Approvals::unknown);
  }
}
