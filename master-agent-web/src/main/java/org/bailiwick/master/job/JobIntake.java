package org.bailiwick.master.job;

import static org.bailiwick.contract.problem.ProblemType.INSUFFICIENT_SCOPE;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.caller.EndpointKind;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.compensation.CompensatedScope;
import org.bailiwick.master.grantedquestion.GrantedQuestions;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.journal.JobBounds;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.NewJob;
import org.bailiwick.master.namedworkflow.NamedWorkflow;
import org.bailiwick.master.planledger.PlanLedger;
import org.bailiwick.master.planledger.SignedPlan;
import org.bailiwick.master.planning.PlanMaker;
import org.bailiwick.master.planning.PlanView;
import org.bailiwick.master.planning.PlannedValues;
import org.bailiwick.master.planning.PreparedPlan;
import org.bailiwick.master.policy.CatalogueQuestion;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.Workflow;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.writer.ConflictException;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Accepts a job: admits the caller, checks the plan, asks the decision point, asks about the
 * partner's scope, checks that the audit log is complete and that agents are available, signs the
 * plan, stores the job with it, and starts it.
 */
public final class JobIntake {

  private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[!-~]{1,255}");

  private final PlanLedger plans;
  private final Availability availability;
  private final JobAdmission admission;
  private final Catalogue catalogue;
  private final PlannedValues values;
  private final PlanMaker planner;
  private final Gate gate;
  private final JobJournal journal;
  private final WorkflowRunner runner;
  private final MasterSettings.Jobs limits;
  private final JobBounds bounds;
  private final AuditHeads auditHeads;
  private final TextShares shares;
  private final Clock clock;

  public JobIntake(
      WorkflowRunner.Parts parts,
      WorkflowRunner runner,
      MasterSettings.Jobs limits,
      AuditHeads auditHeads,
      TextShares shares) {
    this.shares = shares;
    this.bounds = new JobBounds(limits.maxPerCaller(), limits.memory().maxUnfinished());
    this.auditHeads = auditHeads;
    this.plans = parts.plans();
    this.availability = new Availability(parts.steps().inventory(), parts.steps().callers());
    this.admission = new JobAdmission(parts.steps(), parts.clock());
    this.catalogue = parts.catalogue();
    this.values = new PlannedValues(catalogue);
    this.planner =
        new PlanMaker(catalogue, catalogue.workflows(), limits.maxSteps(), limits.maxBody());
    this.gate = parts.steps().gate();
    this.journal = parts.journal();
    this.clock = parts.clock();
    this.runner = runner;
    this.limits = limits;
  }

  /** Accepts and starts a job, and returns its id. A repeated request gets the earlier job's id. */
  public String accept(Caller caller, String body, Optional<String> idempotencyKey) {
    AuditEntry admitted = admission.require(caller);
    requireKeyForm(idempotencyKey);
    return shares.holding(
        caller.identity().domain(),
        body.length(),
        () -> {
          JobRequest request = JobRequest.parse(body, limits.memory().maxValues());
          return earlier(caller, request, idempotencyKey, admitted)
              .orElseGet(() -> accept(caller, request, idempotencyKey, admitted));
        });
  }

  /** The scope in which this caller may have jobs run now, if the decision point admits it. */
  public CapabilitySet requireAdmitted(Caller caller) {
    return admission.requireAndRecord(caller).scope();
  }

  private String accept(
      Caller caller, JobRequest request, Optional<String> idempotencyKey, AuditEntry admitted) {
    Planning planning = planning(caller, request);
    JobRequest prepared = planning.prepared().request();
    Workflow workflow = planning.workflow();
    NewJob job =
        new JobDraft(
                JobAdmission.owner(caller),
                planning.rights(),
                prepared,
                CompensatedScope.of(workflow, catalogue),
                idempotencyKey)
            .job(clock.instant(), limits.duration());
    Question question = question(caller, job.jobId(), planning);
    AuditEntry planned = require(question, planning);
    admission.requireScope(job.owner(), planning.needed(), admitted);
    auditHeads.requireComplete();
    values.requireAll(workflow, prepared.inputs());
    availability.requireAll(workflow);
    SignedPlan plan = plans.sign(job.jobId(), planning.prepared().origin(), workflow);
    AuditEntry accepted = accepted(job, plan).with("workflows", planning.prepared().digests());
    try {
      runner.accept(
          job.jobId(),
          () -> {
            UnitOfWork lease =
                runner
                    .firstLease(job.jobId())
                    .and(GrantedQuestions.insertion(job.root(), question));
            journal.accept(job.with(plan), bounds, lease, admitted, planned, accepted);
          });
    } catch (ConflictException | JobJournal.KeyInUse e) {
      // A request at the same moment, here or at another node, has stored a job with the same key.
      return earlier(caller, request, idempotencyKey, admitted).orElseThrow(() -> e);
    }
    return job.jobId();
  }

  /** The plan that this request would have now, as JSON; nothing is stored but who has asked. */
  public String plan(Caller caller, String body) {
    AuditEntry admitted = admission.require(caller);
    return shares.holding(
        caller.identity().domain(),
        body.length(),
        () -> {
          Planning planning = planning(caller, JobRequest.parse(body, limits.memory().maxValues()));
          AuditEntry planned =
              require(question(caller, UUID.randomUUID().toString(), planning), planning);
          admission.requireScope(JobAdmission.owner(caller), planning.needed(), admitted);
          values.requireAll(planning.workflow(), planning.prepared().request().inputs());
          availability.requireAll(planning.workflow());
          gate.record(admitted);
          gate.record(planned);
          return PlanView.of(planning.prepared(), planning.workflow());
        });
  }

  /**
   * A plan that is asked about, what its caller may have done, and what the caller needs for it.
   */
  private record Planning(
      Rights rights, PreparedPlan prepared, Workflow workflow, CapabilitySet needed) {}

  private Planning planning(Caller caller, JobRequest request) {
    Rights rights = admission.rights(caller);
    PreparedPlan prepared = planner.prepare(request, caller.identity().name(), rights.scope());
    Workflow workflow = plans.check(prepared.request().steps());
    return new Planning(rights, prepared, workflow, CompensatedScope.rights(workflow, catalogue));
  }

  /** The job that the same request under the same key has started before. */
  private Optional<String> earlier(
      Caller caller, JobRequest request, Optional<String> idempotencyKey, AuditEntry admitted) {
    JobOwner owner = JobAdmission.owner(caller);
    Optional<String> earlier =
        idempotencyKey.flatMap(key -> journal.findByKey(owner, key, request));
    earlier.ifPresent(
        jobId -> {
          gate.record(admitted);
          runner.confirm(jobId);
        });
    return earlier;
  }

  private Question question(Caller caller, String jobId, Planning plan) {
    CapabilitySet held = plan.rights().scope();
    return admission.whole(
        caller,
        CatalogueQuestion.ofPlan(
            JobQuestion.plan(
                admission.facts(caller),
                jobId,
                CompensatedScope.of(plan.workflow(), catalogue),
                new JobQuestion.Cover(held, held.covers(plan.needed()))),
            plan.prepared().origin().kind(),
            plan.prepared().workflows().keySet()));
  }

  private AuditEntry require(Question question, Planning plan) {
    CapabilitySet needed = plan.needed();
    return plan.rights().scope().covers(needed)
        ? gate.require(question)
        : gate.require(question, check -> insufficientScope(check, needed));
  }

  /** A refusal whose problem document and challenge name the needed scope (RFC 6750 section 3). */
  private static ProblemException insufficientScope(String check, CapabilitySet wanted) {
    return new ProblemException(
            INSUFFICIENT_SCOPE, check, "The caller's scope does not cover the request.")
        .with("scope", wanted.scope());
  }

  /**
   * The capabilities of the caller's scope, or narrower ones, for which there is an agent now, in
   * the order of their texts. What has left the caller's rights since its token was issued is not
   * among them.
   *
   * @param most the greatest number of capabilities that are returned
   * @throws ProblemException the refusal of a caller that may start nothing
   */
  public List<Capability> startable(Caller caller, int most) {
    Rights rights = admission.requireAdmitted(caller);
    return availability.within(
        rights.scope().stream().filter(held -> admission.isHeld(caller, held)).toList(), most);
  }

  /** The workflows that the domain has named and this caller may have done, by name. */
  public List<NamedWorkflow> startableWorkflows(Caller caller) {
    Rights rights = admission.requireAdmitted(caller);
    return catalogue.workflows().all().stream()
        .filter(workflow -> rights.scope().covers(workflow.name()))
        .filter(workflow -> admission.isHeld(caller, workflow.name()))
        .toList();
  }

  private static AuditEntry accepted(NewJob job, SignedPlan plan) {
    return AuditEntry.of("job.accepted", Outcome.DONE, "", job.owner().caller().name())
        .about(job.jobId())
        .with("caller_kind", EndpointKind.of(job.owner().caller()).text())
        .with("txn", job.txn())
        .with("purpose", job.request().purpose())
        .with("scope", job.root().scope().scope())
        .with("plan", plan.planId())
        .with("plan_origin", plan.origin().text())
        .with("plan_sha256", plan.sha256())
        .with("principal", job.owner().principal());
  }

  private static void requireKeyForm(Optional<String> key) {
    if (key.isPresent() && !IDEMPOTENCY_KEY.matcher(key.get()).matches()) {
      throw new ProblemException(
          MALFORMED_REQUEST,
          "idempotency-key-form",
          "An Idempotency-Key is 1 to 255 printable ASCII characters.");
    }
  }
}
