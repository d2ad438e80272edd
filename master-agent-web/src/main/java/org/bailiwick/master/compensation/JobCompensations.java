package org.bailiwick.master.compensation;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobBounds;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.NewJob;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.outbox.JobCompensation;
import org.bailiwick.master.planledger.PlanLedger;
import org.bailiwick.master.planledger.PlanOrigin;
import org.bailiwick.master.planledger.StoredPlan;
import org.bailiwick.master.stepflow.JobResults;
import org.bailiwick.master.stepflow.StepValues;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.Pointer;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.catalogue.CapabilityType;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Undoes the finished steps of a job that has failed or was cancelled, by a job of the same owner
 * whose steps are the capabilities that compensate them, the last one first. Its id follows from
 * that of the job, so that it is stored once however often this is tried.
 */
@Dependent
public class JobCompensations implements JobCompensation {

  private static final String PREFIX = "compensation:";
  private static final String PURPOSE = "compensation of ";

  /** What jobs are stored in, and how long and how many of them there may be. */
  public record Parts(
      JobJournal journal,
      PlanLedger plans,
      TokenLedger ledger,
      Catalogue catalogue,
      JobBounds bounds,
      Duration duration,
      Clock clock) {}

  /**
   * A finished step of the plan, or an instance of it.
   *
   * @param id of the step or instance
   * @param capability what undoes it
   */
  private record Undoing(String id, StepRequest step, Capability capability) {

    /** The input as the step got it; that of an instance is stored as a whole. */
    private String input(String base, JobResults results) {
      return id.equals(step.id()) ? StepValues.input(step, base, results, Optional.empty()) : base;
    }
  }

  private final Parts parts;

  /** Within the bounds and the duration of all jobs. */
  @Inject
  public JobCompensations(
      JobJournal journal,
      PlanLedger plans,
      TokenLedger ledger,
      Catalogue catalogue,
      MasterSettings settings,
      Clock clock) {
    this(
        new Parts(
            journal,
            plans,
            ledger,
            catalogue,
            new JobBounds(
                settings.limits().jobs().maxPerCaller(),
                settings.limits().jobs().memory().maxUnfinished()),
            settings.limits().jobs().duration(),
            clock));
  }

  public JobCompensations(Parts parts) {
    this.parts = parts;
  }

  /** The id that the compensation of this job has, if there is one. */
  public static String idOf(String jobId) {
    return UUID.nameUUIDFromBytes((PREFIX + jobId).getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Override
  public Optional<String> undo(String jobId) {
    try {
      Optional<JobRecord> job = parts.journal().find(jobId);
      if (job.filter(JobCompensations::isNoCompensation).isPresent()
          && parts.journal().find(idOf(jobId)).isEmpty()) {
        undo(job.get());
      }
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.type().slug() + ": " + e.check());
    } catch (UnsuitableValue unsuitable) {
      return Optional.of(unsuitable.reason());
    }
  }

  /** What undoes a job is not undone itself, since that would be to do it again. */
  private static boolean isNoCompensation(JobRecord job) {
    String purpose = job.origin().purpose();
    return !purpose.startsWith(PURPOSE)
        || !idOf(purpose.substring(PURPOSE.length())).equals(job.jobId());
  }

  private void undo(JobRecord job) {
    if (!(parts.journal().plan(job) instanceof StoredPlan.Accepted plan)) {
      return; // what nobody has signed is neither done nor undone
    }
    TokenRecord root = parts.ledger().find(job.origin().rootJti()).orElseThrow();
    List<Undoing> all = undoings(job, plan.workflow());
    List<Undoing> within =
        all.stream().filter(each -> root.scope().covers(each.capability())).toList();
    if (!within.isEmpty()) {
      store(job, root, request(job, within), row(job, all, within));
    }
  }

  /** The finished steps that something undoes, the one that was finished last first. */
  private List<Undoing> undoings(JobRecord job, Workflow workflow) {
    List<Undoing> undoings = new ArrayList<>();
    job.steps().stream()
        .filter(step -> step.state() == ExecutionState.DONE)
        .sorted(Comparator.comparing(step -> step.endedAt().orElse(Instant.EPOCH)))
        .forEach(step -> undoing(step, workflow).ifPresent(undoings::add));
    return undoings.reversed();
  }

  /** A repeated step is no order itself; its instances are. */
  private Optional<Undoing> undoing(StepRecord done, Workflow workflow) {
    StepRequest step = done.planStep().map(workflow::step).orElseThrow();
    if (step.flow().forEach().isPresent() && done.stepId().equals(step.id())) {
      return Optional.empty();
    }
    return parts
        .catalogue()
        .require(step.capability())
        .flatMap(CapabilityType::compensatedBy)
        .map(capability -> new Undoing(done.stepId(), step, capability));
  }

  /** The steps wait for one another, so that the last one that was done is undone first. */
  private JobRequest request(JobRecord job, List<Undoing> undoings) {
    StringBuilder steps = new StringBuilder();
    String before = "";
    int number = 0;
    for (Undoing each : undoings) {
      String id = JsonTexts.quoted("undo-" + ++number);
      steps.append(before.isEmpty() ? "" : ",").append("{\"id\":").append(id);
      steps.append(",\"capability\":").append(JsonTexts.quoted(each.capability().text()));
      steps.append(",\"after\":[").append(before).append("],\"input\":");
      steps.append(input(job, each));
      each.step()
          .domain()
          .ifPresent(
              domain -> steps.append(",\"domain\":").append(JsonTexts.quoted(domain.name())));
      steps.append('}');
      before = id;
    }
    String purpose = JsonTexts.quoted(PURPOSE + job.jobId());
    JobRequest request =
        JobRequest.parse("{\"purpose\":" + purpose + ",\"steps\":[" + steps + "]}");
    List<StepRequest> byRight =
        IntStream.range(0, undoings.size())
            .mapToObj(index -> byRight(request.steps().get(index), undoings.get(index)))
            .toList();
    return request.with(byRight, request.inputs());
  }

  /**
   * What undoes a step of a named workflow is done by the right to the workflow, as the step was.
   */
  private static StepRequest byRight(StepRequest step, Undoing undoing) {
    return step.with(step.flow().withRight(undoing.step().flow().right()));
  }

  private String input(JobRecord job, Undoing each) {
    JobJournal journal = parts.journal();
    String base = journal.input(job.jobId(), each.id()).orElse("{}");
    JobResults before = JobResults.read(journal, job.jobId(), each.step().flow().needs());
    JobResults own = JobResults.read(journal, job.jobId(), List.of(each.id()));
    return "{\"capability\":"
        + JsonTexts.quoted(each.step().capability().text())
        + ",\"order\":"
        + JsonTexts.quoted(job.jobId() + "/" + each.id())
        + ",\"input\":"
        + each.input(base, before)
        + ",\"output\":"
        + own.find(each.id(), Pointer.WHOLE).orElse("null")
        + "}";
  }

  private void store(JobRecord job, TokenRecord root, JobRequest request, AuditEntry undone) {
    Workflow workflow = parts.plans().check(request.steps());
    String id = idOf(job.jobId());
    Instant now = parts.clock().instant().truncatedTo(ChronoUnit.SECONDS);
    TokenRecord ownRoot =
        new TokenRecord(
            UUID.randomUUID().toString(),
            TokenKind.JOB,
            new TokenOrigin(root.origin().parent(), Optional.empty(), root.origin().caller()),
            Optional.empty(),
            Optional.of(new StepContext(id, Optional.empty())),
            workflow.scope(),
            new TokenLifetime(now, now.plus(parts.duration())),
            Optional.empty());
    NewJob undoing =
        new NewJob(
            id, UUID.randomUUID().toString(), job.owner(), request, ownRoot, Optional.empty());
    PlanOrigin origin = new PlanOrigin(PREFIX + job.jobId());
    parts
        .journal()
        .accept(
            undoing.with(parts.plans().sign(id, origin, workflow)),
            parts.bounds(),
            UnitOfWork.none(),
            undone);
  }

  /** What is undone, and what is not, because the job's scope does not have what undoes it. */
  private static AuditEntry row(JobRecord job, List<Undoing> all, List<Undoing> within) {
    Set<String> refused = new TreeSet<>();
    all.stream()
        .filter(each -> !within.contains(each))
        .forEach(each -> refused.add(each.capability().text()));
    return AuditEntry.of("job.compensating", Outcome.DONE, "", job.owner().caller().name())
        .about(job.jobId())
        .with("compensation", idOf(job.jobId()))
        .with("steps", String.join(" ", within.stream().map(Undoing::id).toList()))
        .with("scope", scope(within).scope())
        .with("not_in_scope", String.join(" ", refused));
  }

  private static CapabilitySet scope(List<Undoing> undoings) {
    return CapabilitySet.parse(
        new TreeSet<>(undoings.stream().map(each -> each.capability().text()).toList()));
  }
}
