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
import org.bailiwick.master.approver.Approver;
import org.bailiwick.master.approver.OwnJobs;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.policy.ApprovalQuestion;
import org.bailiwick.master.policy.ApprovalQuestion.Relation;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.lists.ListSource;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Shows requests to officers and people and takes their decisions, if the decision point permits
 * it. No policy can let anybody decide about an own job, or twice, or let a person see the
 * parameters of what the person may not decide about.
 */
@Dependent
public class ApprovalControl {

  private final Approvals approvals;
  private final JobJournal journal;
  private final Gate gate;
  private final Catalogue catalogue;
  private final GroupWriter writer;
  private final OwnJobs own;
  private final Clock clock;

  @Inject
  public ApprovalControl(
      Approvals approvals,
      JobJournal journal,
      Gate gate,
      Catalogue catalogue,
      GroupWriter writer,
      OwnJobs own,
      Clock clock) {
    this.approvals = approvals;
    this.journal = journal;
    this.gate = gate;
    this.catalogue = catalogue;
    this.writer = writer;
    this.own = own;
    this.clock = clock;
  }

  /** The JSON of a request with its parameters in full. */
  public String read(Approver approver, String id) {
    Approval approval = find(id);
    if (approver.seesOnlyWhatIsDecided()) {
      gate.require(approver.decide(step(approval), asIfFirst(approver, approval)));
    }
    gate.requireAndRecord(approver.read(step(approval)));
    return view(approval);
  }

  /** Those of the list that wait and that this person may decide, after a new sign-in at most. */
  public ListSource decidedBy(Approver.Person person, ApprovalList all) {
    return all.waitingFor(
        approval -> {
          Relation other = new Relation(false, approval.isDecidedBy(person.name()));
          return gate.permits(person.decideAfterSignIn(step(approval), other))
              && !asIfFirst(person, approval).own();
        });
  }

  /** Who has decided may go on looking at what was decided. */
  private Relation asIfFirst(Approver approver, Approval approval) {
    return new Relation(own.isOf(approver.name(), approval.request().order().jobId()), false);
  }

  /**
   * Takes the decision of a request's body; the answer is that of {@link #read}. The step goes on
   * where its job is executed.
   *
   * @throws ProblemException policy-denied; not-found if nobody is asked any more;
   *     malformed-request if the digest is not that of the parameters
   */
  public String decide(Approver approver, String id, String body) {
    ApprovalOrder order = ApprovalOrder.parse(body);
    Approval approval = find(id);
    String job = approval.request().order().jobId();
    Relation relation =
        new Relation(own.isOf(approver.name(), job), approval.isDecidedBy(approver.name()));
    AuditEntry permit = gate.require(approver.decide(step(approval), relation));
    Verdict verdict = verdict(approver, order);
    try {
      if (relation.own()) {
        throw new ProblemException(
            ProblemType.POLICY_DENIED, ApprovalQuestion.OWN, "Nobody decides about an own job.");
      }
      Approvals.requireOpen(approval, approver.name(), verdict.decidedAt());
      requireFits(approval, order);
      writer.commitAmongNodes(
          approvals.decision(id, verdict).and(journal.change(job)),
          permit,
          approver.describedIn(row(approval, verdict, Outcome.DONE, "")));
    } catch (ProblemException refusal) {
      writer.recordRefusal(
          approver.describedIn(row(approval, verdict, Outcome.DENIED, refusal.check())));
      throw refusal;
    }
    return view(find(id));
  }

  private Verdict verdict(Approver approver, ApprovalOrder order) {
    return new Verdict(
        approver.name(),
        order.choice(),
        order.comment(),
        order.output(),
        clock.instant().truncatedTo(ChronoUnit.MICROS),
        approver.signIn());
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

  private ApprovalQuestion.Step step(Approval approval) {
    return approval.request().step(catalogue);
  }

  private Approval find(String id) {
    return approvals.find(id).orElseThrow(Approvals::unknown);
  }
}
