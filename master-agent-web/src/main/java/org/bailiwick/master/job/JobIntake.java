package org.bailiwick.master.job;

import static org.bailiwick.contract.problem.ProblemType.INSUFFICIENT_SCOPE;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.account.Accounts;
import org.bailiwick.master.caller.EndpointKind;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.compensation.CompensatedScope;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.journal.JobBounds;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.NewJob;
import org.bailiwick.master.method.AccessTokenMethod;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.planledger.PlanLedger;
import org.bailiwick.master.planledger.PlanOrigin;
import org.bailiwick.master.planledger.SignedPlan;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.policy.PersonQuestion;
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
  private final PartnerRights partners;
  private final Catalogue catalogue;
  private final PlannedValues values;
  private final Accounts accounts;
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
    this.availability =
        new Availability(parts.steps().inventory(), parts.steps().callers().domains());
    this.partners = parts.steps().partners();
    this.catalogue = parts.steps().catalogue();
    this.values = new PlannedValues(catalogue);
    this.accounts = parts.steps().accounts();
    this.gate = parts.steps().gate();
    this.journal = parts.journal();
    this.clock = parts.clock();
    this.runner = runner;
    this.limits = limits;
  }

  /** Accepts and starts a job, and returns its id. A repeated request gets the earlier job's id. */
  public String accept(Caller caller, String body, Optional<String> idempotencyKey) {
    Rights rights = Rights.of(caller, accounts);
    AuditEntry admitted = gate.require(admission(caller, rights));
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
    Rights rights = Rights.of(caller, accounts);
    gate.requireAndRecord(admission(caller, rights));
    return rights.scope();
  }

  private String accept(
      Caller caller, JobRequest request, Optional<String> idempotencyKey, AuditEntry admitted) {
    Rights rights = Rights.of(caller, accounts);
    Workflow workflow = plans.check(request.steps());
    NewJob job =
        new JobDraft(
                owner(caller),
                rights,
                request,
                CompensatedScope.of(workflow, catalogue),
                idempotencyKey)
            .job(clock.instant(), limits.duration());
    AuditEntry planned = plan(caller, rights, job);
    requireScope(job, admitted);
    auditHeads.requireComplete();
    values.requireAll(workflow, request.inputs());
    availability.requireAll(workflow);
    PlanOrigin origin = PlanOrigin.ofCaller(caller.identity().name());
    SignedPlan plan = plans.sign(job.jobId(), origin, workflow);
    try {
      runner.accept(
          job.jobId(),
          () -> {
            UnitOfWork lease = runner.firstLease(job.jobId());
            journal.accept(job.with(plan), bounds, lease, admitted, planned, accepted(job, plan));
          });
    } catch (ConflictException | JobJournal.KeyInUse e) {
      // A request at the same moment, here or at another node, has stored a job with the same key.
      return earlier(caller, request, idempotencyKey, admitted).orElseThrow(() -> e);
    }
    return job.jobId();
  }

  /** The job that the same request under the same key has started before. */
  private Optional<String> earlier(
      Caller caller, JobRequest request, Optional<String> idempotencyKey, AuditEntry admitted) {
    JobOwner owner = owner(caller);
    Optional<String> earlier =
        idempotencyKey.flatMap(key -> journal.findByKey(owner, key, request));
    earlier.ifPresent(
        jobId -> {
          gate.record(admitted);
          runner.confirm(jobId);
        });
    return earlier;
  }

  /**
   * The owner of the new job; a caller without a principal needs an access token, which names it.
   */
  private static JobOwner owner(Caller caller) {
    return caller.owner().orElseThrow(AccessTokenMethod::required);
  }

  private JobQuestion.CallerFacts facts(Caller caller) {
    return JobQuestion.CallerFacts.of(
        JobQuestion.Subject.of(caller.identity(), partners.own(), clock.instant()),
        caller.authenticatedBy());
  }

  private Question admission(Caller caller, Rights rights) {
    return signedIn(
        caller,
        JobQuestion.admit(
            facts(caller), "jobs", rights.scope(), partners.startRights(caller.identity())));
  }

  private Question signedIn(Caller caller, Question question) {
    return PersonQuestion.signedIn(question, caller.token(), clock.instant());
  }

  /** Of a scope that is gone since the token was issued, the admission's row shows whose it is. */
  private void requireScope(NewJob job, AuditEntry admitted) {
    JobOwner owner = job.owner();
    try {
      partners.require(owner.caller(), owner.principal(), job.root().scope(), INSUFFICIENT_SCOPE);
    } catch (ProblemException refusal) {
      if (refusal.type() == INSUFFICIENT_SCOPE) {
        gate.record(admitted);
      }
      throw refusal;
    }
  }

  private AuditEntry plan(Caller caller, Rights rights, NewJob job) {
    CapabilitySet wanted = job.root().scope();
    Question question =
        signedIn(caller, JobQuestion.plan(facts(caller), job.jobId(), wanted, rights.scope()));
    return rights.scope().covers(wanted)
        ? gate.require(question)
        : gate.require(question, check -> insufficientScope(check, wanted));
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
    Rights rights = Rights.of(caller, accounts);
    gate.require(admission(caller, rights));
    JobOwner owner = owner(caller);
    partners.require(owner.caller(), owner.principal(), CapabilitySet.of(), INSUFFICIENT_SCOPE);
    return availability.within(
        rights.scope().stream().filter(held -> isHeld(owner, held)).toList(), most);
  }

  private boolean isHeld(JobOwner owner, Capability capability) {
    try {
      partners.require(
          owner.caller(), owner.principal(), CapabilitySet.of(capability), INSUFFICIENT_SCOPE);
      return true;
    } catch (ProblemException refusal) {
      if (refusal.type() == INSUFFICIENT_SCOPE) {
        return false;
      }
      throw refusal;
    }
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
