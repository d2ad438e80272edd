package org.bailiwick.master.runner;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Predicate;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.approval.Approval;
import org.bailiwick.master.approval.ApprovalRequest;
import org.bailiwick.master.approval.ApprovalRequest.Kind;
import org.bailiwick.master.approval.Approvals;
import org.bailiwick.master.inventory.CallableAsset;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.KnownApi;
import org.bailiwick.master.inventory.KnownDomain;
import org.bailiwick.master.inventory.KnownTool;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.workflow.PlanText;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.json.CanonicalJson;

/**
 * Has steps approved by people before their order is sent. A step that waits is an entry of its
 * job, and holds no thread and no slot. When people have decided, the step is released anew, so
 * that everything else about it is asked again.
 */
final class StepApprovals {

  /** The prefix of the reason of a step while it waits. */
  private static final String ASKED = "approval-asked: ";

  private static final String DENIED = "approval-denied";
  private static final String EXPIRED = "approval-expired";

  /** The reason of a step whose order is not the one that was approved. */
  private static final String OTHER = "approval-of-other-parameters";

  /** The reason of accepted work for which nobody was asked, when policies ask for it later. */
  private static final String MISSING = "approval-missing";

  private static final String TOO_LONG = "approval-parameters-too-long";

  /** What is about to be sent to an asset, and the permit for it. */
  record Order(CallableAsset asset, Optional<String> text, Gate.Permit permit) {}

  private final Approvals approvals;
  private final JobJournal journal;
  private final Gate gate;
  private final Clock clock;
  private final StepRunner steps;

  StepApprovals(WorkflowRunner.Parts parts, StepRunner steps) {
    this.approvals = parts.steps().approvals();
    this.journal = parts.journal();
    this.gate = parts.steps().gate();
    this.clock = parts.clock();
    this.steps = steps;
  }

  /** Why the order may not be sent now; empty when nobody has to approve it, or enough have. */
  Optional<Release> missing(JobRun run, StepRequest step, Order order) {
    int approvers = Math.max(order.permit().approvers(), approvals.approvers(step.capability()));
    if (approvers == 0) {
      return Optional.empty();
    }
    Optional<Approval> known = approvals.ofStep(run.id(), step.id(), Kind.RELEASE);
    if (order.text().isEmpty()) {
      return known.filter(approval -> isApproved(approval, approvers)).isPresent()
          ? Optional.empty()
          : Optional.of(new Release.Denied(MISSING));
    }
    String text = order.text().get();
    if (text.length() > Approvals.MOST_SHOWN) {
      return Optional.of(new Release.Denied(TOO_LONG));
    }
    try {
      ApprovalRequest.Order bound = bound(run, step, order.asset(), text);
      return known
          .map(approval -> answer(approval, bound, approvers))
          .orElseGet(() -> Optional.of(ask(run, step, order, request(run, bound, approvers))));
    } catch (ProblemException inexact) {
      if (inexact.check().equals(CanonicalJson.INEXACT)) {
        return Optional.of(new Release.Denied("approval-parameters: " + CanonicalJson.INEXACT));
      }
      throw inexact;
    }
  }

  private boolean isApproved(Approval approval, int approvers) {
    return approval.state(clock.instant()) == Approval.State.APPROVED
        && approval.request().approvers() >= approvers;
  }

  private Optional<Release> answer(Approval approval, ApprovalRequest.Order bound, int approvers) {
    if (!approval.request().order().equals(bound)) {
      return Optional.of(new Release.Denied(OTHER));
    }
    return switch (approval.state(clock.instant())) {
      case APPROVED ->
          approval.request().approvers() >= approvers
              ? Optional.empty()
              : Optional.of(new Release.Denied("approval-by-too-few"));
      case WAITING -> Optional.of(new Release.Waits(approval.id(), approval.request().expiresAt()));
      case DENIED -> Optional.of(new Release.Denied(DENIED));
      case EXPIRED -> {
        gate.record(row("approval.expired", Outcome.FAILED, EXPIRED, approval.request()));
        yield Optional.of(new Release.Denied(EXPIRED));
      }
      case ENDED -> Optional.of(new Release.Dropped());
      case DECIDED, CHANGED -> Optional.of(new Release.Denied(OTHER));
    };
  }

  private Release ask(JobRun run, StepRequest step, Order order, ApprovalRequest request) {
    journal.stepWaitsForPeople(
        run.lease(),
        new StepRecord.Delay(run.id(), step.id(), ASKED + request.id()),
        approvals.insertion(request, order.text().orElseThrow()),
        order.permit().entry(),
        row("approval.requested", Outcome.DONE, "", request));
    return new Release.Waits(request.id(), request.expiresAt());
  }

  private static AuditEntry row(
      String event, Outcome outcome, String check, ApprovalRequest request) {
    return request.describedIn(AuditEntry.of(event, outcome, check, request.requester()));
  }

  private ApprovalRequest request(JobRun run, ApprovalRequest.Order bound, int approvers) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Instant deadline = run.job().progress().deadline();
    Instant end = now.plus(approvals.validity());
    return new ApprovalRequest(
        Kind.RELEASE,
        bound,
        run.job().owner().caller().name(),
        approvers,
        now,
        end.isBefore(deadline) ? end : deadline);
  }

  private static ApprovalRequest.Order bound(
      JobRun run, StepRequest step, CallableAsset asset, String text) {
    return new ApprovalRequest.Order(
        run.id(),
        step.id(),
        step.capability().text(),
        kind(asset),
        Sha256.hex(PlanText.of(run.workflow())),
        Sha256.hex(CanonicalJson.of(text)));
  }

  private static String kind(CallableAsset asset) {
    return switch (asset) {
      case KnownAgent agent -> "agent";
      case KnownDomain domain -> "domain";
      case KnownTool tool -> "tool";
      case KnownApi api -> "api";
    };
  }

  /** Has the step wait, unless people have decided before it began to. */
  void park(JobRun run, StepRequest step, Release.Waits waits) {
    run.awaits(step, waits.until());
    steps.changed(run);
    boolean decided =
        approvals
            .ofStep(run.id(), step.id(), Kind.RELEASE)
            .filter(approval -> approval.state(clock.instant()) != Approval.State.WAITING)
            .isPresent();
    if (decided) {
      resume(run);
    }
  }

  /** Releases the steps of the job that wait for people; those that still have to, wait again. */
  void resume(JobRun run) {
    resume(run, until -> true);
  }

  /** The same for steps about which nobody can decide any more. */
  void resumeOverdue(JobRun run) {
    Instant now = clock.instant();
    resume(run, until -> !now.isBefore(until));
  }

  private void resume(JobRun run, Predicate<Instant> over) {
    run.takeAwaiting(over).forEach(step -> steps.submit(run, step));
  }
}
