package org.bailiwick.master.runner;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.approval.Approval;
import org.bailiwick.master.approval.ApprovalRequest;
import org.bailiwick.master.approval.ApprovalRequest.Kind;
import org.bailiwick.master.approval.Approvals;
import org.bailiwick.master.approval.Choice;
import org.bailiwick.master.approval.Verdict;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.workflow.PlanText;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.catalogue.CapabilityType;
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

  /** The prefix of the reason of a step while people are asked what became of its order. */
  private static final String LOST = "outcome-asked: ";

  private static final String DENIED = "approval-denied";
  private static final String EXPIRED = "approval-expired";

  /** The reason of a step whose order is not the one that was approved. */
  private static final String OTHER = "approval-of-other-parameters";

  /** The reason of accepted work for which nobody was asked, when policies ask for it later. */
  private static final String MISSING = "approval-missing";

  private static final String TOO_LONG = "approval-parameters-too-long";

  /** What an asset is about to be sent, and the permit for it. */
  record Order(Optional<String> text, Gate.Permit permit) {}

  private final Approvals approvals;
  private final JobJournal journal;
  private final Gate gate;
  private final Clock clock;
  private final Catalogue catalogue;
  private final BiConsumer<JobRun, StepRequest> submission;
  private final Consumer<JobRun> change;

  /**
   * @param submission has a step released anew
   * @param change learns that a job waits for people
   */
  StepApprovals(
      WorkflowRunner.Parts parts,
      BiConsumer<JobRun, StepRequest> submission,
      Consumer<JobRun> change) {
    this.approvals = parts.steps().approvals();
    this.journal = parts.journal();
    this.gate = parts.steps().gate();
    this.clock = parts.clock();
    this.catalogue = parts.catalogue();
    this.submission = submission;
    this.change = change;
  }

  /** Why the order may not be sent now; empty when nobody has to approve it, or enough have. */
  Optional<Release> missing(JobRun run, StepRequest step, Order order) {
    int approvers = Math.max(order.permit().approvers(), approvals.approvers(step.capability()));
    if (approvers == 0) {
      return Optional.empty();
    }
    if (order.text().isEmpty()) {
      return approvals
              .ofStep(run.id(), step.id(), Kind.RELEASE)
              .filter(approval -> isApproved(approval, approvers))
              .isPresent()
          ? Optional.empty()
          : Optional.of(new Release.Denied(MISSING));
    }
    String text = order.text().get();
    if (text.length() > Approvals.MOST_SHOWN) {
      return Optional.of(new Release.Denied(TOO_LONG));
    }
    try {
      ApprovalRequest.Order bound = bound(run, step, 0, text);
      return approvals
          .reviewed(run.id(), step.id(), Kind.RELEASE)
          .map(approval -> answer(approval, bound, approvers))
          .orElseGet(
              () ->
                  Optional.of(ask(run, step, order, request(run, Kind.RELEASE, bound, approvers))));
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
    journal.stepAsks(
        run.lease(),
        new StepRecord.Question(
            new StepRecord.Delay(run.id(), step.id(), ASKED + request.id()),
            ExecutionState.WAITING_FOR_APPROVAL,
            approvals.insertion(request, order.text().orElseThrow())),
        order.permit().entry(),
        row("approval.requested", Outcome.DONE, "", request));
    return new Release.Waits(request.id(), request.expiresAt());
  }

  /** Whether the order of the step may be sent again when its answer was lost. */
  boolean mayRepeat(StepRequest step) {
    return catalogue
        .find(step.capability())
        .filter(type -> type.repeat() == CapabilityType.Repeat.NEVER)
        .isEmpty();
  }

  /** Whether nobody knows what became of the step when the answer to its order was lost. */
  boolean isLost(JobRun run, StepRequest step) {
    return run.tries(step).accepted().isEmpty() && !mayRepeat(step);
  }

  /** What is to be done in the place of sending an order again that must not be repeated. */
  Optional<Release> lost(JobRun run, StepRequest step, Optional<String> order) {
    Optional<Integer> unsure = run.tries(step).unsure();
    if (order.isEmpty() || unsure.isEmpty() || mayRepeat(step)) {
      return Optional.empty();
    }
    String text = order.get();
    if (text.length() > Approvals.MOST_SHOWN) {
      return Optional.of(new Release.Unknown());
    }
    try {
      ApprovalRequest.Order bound = bound(run, step, unsure.get(), text);
      return approvals
          .reviewed(run.id(), step.id(), Kind.OUTCOME)
          .map(approval -> told(approval, bound))
          .orElseGet(() -> Optional.of(askOutcome(run, step, bound, text)));
    } catch (ProblemException inexact) {
      if (inexact.check().equals(CanonicalJson.INEXACT)) {
        return Optional.of(new Release.Unknown());
      }
      throw inexact;
    }
  }

  private Release askOutcome(
      JobRun run, StepRequest step, ApprovalRequest.Order bound, String text) {
    ApprovalRequest request = request(run, Kind.OUTCOME, bound, 1);
    journal.stepAsks(
        run.lease(),
        new StepRecord.Question(
            new StepRecord.Delay(run.id(), step.id(), LOST + request.id()),
            ExecutionState.WAITING_FOR_OUTCOME,
            approvals.insertion(request, text)),
        row("approval.requested", Outcome.DONE, "", request));
    return new Release.Waits(request.id(), request.expiresAt());
  }

  /** What a person has said of this order; of an earlier or another one says nothing about it. */
  private Optional<Release> told(Approval approval, ApprovalRequest.Order bound) {
    if (!approval.request().order().equals(bound)) {
      return Optional.of(new Release.Unknown());
    }
    return switch (approval.state(clock.instant())) {
      case WAITING -> Optional.of(new Release.Waits(approval.id(), approval.request().expiresAt()));
      case DECIDED -> told(approval.outcome().orElseThrow());
      case EXPIRED -> {
        gate.record(row("approval.expired", Outcome.FAILED, EXPIRED, approval.request()));
        yield Optional.of(new Release.Unknown());
      }
      case ENDED -> Optional.of(new Release.Dropped());
      case APPROVED, DENIED, CHANGED -> Optional.of(new Release.Unknown());
    };
  }

  private static Optional<Release> told(Verdict verdict) {
    return verdict.choice() == Choice.NOT_HAPPENED
        ? Optional.empty()
        : Optional.of(
            verdict
                .output()
                .<Release>map(output -> new Release.Told(verdict.approver(), output))
                .orElseGet(Release.Unknown::new));
  }

  private static AuditEntry row(
      String event, Outcome outcome, String check, ApprovalRequest request) {
    return request.describedIn(AuditEntry.of(event, outcome, check, request.requester()));
  }

  private ApprovalRequest request(
      JobRun run, Kind kind, ApprovalRequest.Order bound, int approvers) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Instant deadline = run.job().progress().deadline();
    Instant end = now.plus(approvals.validity());
    return new ApprovalRequest(
        kind,
        bound,
        run.job().owner().caller().name(),
        approvers,
        now,
        end.isBefore(deadline) ? end : deadline);
  }

  private static ApprovalRequest.Order bound(
      JobRun run, StepRequest step, int attempt, String text) {
    return new ApprovalRequest.Order(
        run.id(),
        step.id(),
        step.capability().text(),
        step.domain().isPresent() ? "domain" : "agent",
        attempt,
        Sha256.hex(PlanText.of(run.workflow())),
        Sha256.hex(CanonicalJson.of(text)));
  }

  /** Has the step wait, unless people have decided before it began to. */
  void park(JobRun run, StepRequest step, Release.Waits waits) {
    run.tries(step).waits(waits.until(), () -> submission.accept(run, step));
    change.accept(run);
    if (!approvals.isWaiting(waits.approval(), clock.instant())) {
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
    run.takeWaits(over).forEach(Runnable::run);
  }
}
