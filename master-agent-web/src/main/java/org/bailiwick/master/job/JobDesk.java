package org.bailiwick.master.job;

import static org.bailiwick.contract.problem.ProblemType.ACCESS_TOKEN_INVALID;
import static org.bailiwick.contract.problem.ProblemType.INSUFFICIENT_SCOPE;
import static org.bailiwick.contract.problem.ProblemType.JOB_NOT_ACCEPTABLE;
import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;
import static org.bailiwick.contract.problem.ProblemType.POLICY_DENIED;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.ancestry.Errand;
import org.bailiwick.master.ancestry.TokenKind;
import org.bailiwick.master.ancestry.TokenRecord;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.NewJob;
import org.bailiwick.master.oauth.AccessToken;
import org.bailiwick.master.policy.Gate;
import org.bailiwick.master.policy.Question;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.Workflow;
import org.bailiwick.master.workflow.WorkflowPlanner;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.ConflictException;

/** Accepts jobs, shows them, cancels them; each after the decision port's word. */
public final class JobDesk {

  private static final Pattern IDEMPOTENCY_KEY = Pattern.compile("[!-~]{1,255}");

  private final WorkflowPlanner planner;
  private final AgentInventory inventory;
  private final Gate gate;
  private final JobJournal journal;
  private final WorkflowRunner runner;
  private final JobLimits limits;
  private final Clock clock;

  public JobDesk(
      WorkflowPlanner planner,
      AgentInventory inventory,
      Gate gate,
      JobJournal journal,
      WorkflowRunner runner,
      JobLimits limits,
      Clock clock) {
    this.planner = planner;
    this.inventory = inventory;
    this.gate = gate;
    this.journal = journal;
    this.runner = runner;
    this.limits = limits;
    this.clock = clock;
  }

  /** Accepts a job and begins it; the id of the earlier one when the same request comes again. */
  String accept(Caller caller, String body, Optional<String> idempotencyKey) {
    AccessToken token = caller.token().orElseThrow(JobDesk::tokenMissing);
    AuditEntry admitted =
        gate.require(
            Question.admit(
                Question.Subject.of(caller.peer()),
                "jobs",
                caller.authenticatedBy(),
                token.scope()));
    requireKeyForm(idempotencyKey);
    JobRequest request = JobRequest.parse(body);
    String name = caller.peer().id().toString();
    Optional<String> earlier = idempotencyKey.flatMap(key -> journal.findByKey(name, key, request));
    if (earlier.isPresent()) {
      gate.record(admitted);
      return earlier.get();
    }
    Workflow workflow = planner.plan(request);
    NewJob job = newJob(caller.peer(), token, workflow, idempotencyKey);
    AuditEntry planned = plan(caller, token, job);
    requireAvailable(workflow.scope());
    requireFewJobs(name);
    try {
      journal.accept(job, admitted, planned, accepted(job));
    } catch (ConflictException e) {
      // Another node, or another thread, took the same key at the same moment.
      return idempotencyKey
          .flatMap(key -> journal.findByKey(name, key, request))
          .orElseThrow(() -> e);
    }
    runner.start(job.jobId());
    return job.jobId();
  }

  JobRecord read(VerifiedPeer peer, String jobId) {
    JobRecord job = find(jobId);
    gate.requireAndRecord(Question.readJob(Question.Subject.of(peer), jobId, isOwn(peer, job)));
    return job;
  }

  JobRecord cancel(VerifiedPeer peer, String jobId) {
    JobRecord job = find(jobId);
    AuditEntry permit =
        gate.require(Question.cancelJob(Question.Subject.of(peer), jobId, isOwn(peer, job)));
    runner.cancel(jobId, "cancelled-by: " + peer.id(), permit);
    return find(jobId);
  }

  /** For those who were let read it before: a change told to an open stream. */
  Optional<JobRecord> peek(String jobId) {
    return journal.find(jobId);
  }

  private JobRecord find(String jobId) {
    return journal
        .find(jobId)
        .orElseThrow(
            () -> new ProblemException(ProblemType.JOB_UNKNOWN, "job-unknown", "No such job."));
  }

  private static boolean isOwn(VerifiedPeer peer, JobRecord job) {
    return job.owner().caller().equals(peer.id().toString());
  }

  private AuditEntry plan(Caller caller, AccessToken token, NewJob job) {
    CapabilitySet wanted = job.root().scope();
    return gate.require(
        Question.plan(Question.Subject.of(caller.peer()), job.jobId(), wanted, token.scope()),
        token.scope().covers(wanted) ? POLICY_DENIED : INSUFFICIENT_SCOPE);
  }

  /** All that the job needs must be there when it is accepted; the refusal names what is not. */
  private void requireAvailable(CapabilitySet wanted) {
    if (!inventory.isFresh()) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "inventory-stale", "The registry is not reached.");
    }
    List<String> missing = new ArrayList<>();
    for (Capability capability : wanted) {
      if (!inventory.isAvailable(capability)) {
        missing.add(capability.text() + why(capability));
      }
    }
    if (!missing.isEmpty()) {
      throw new ProblemException(
          JOB_NOT_ACCEPTABLE,
          "capability-not-available",
          "No agent is available for " + String.join(", ", missing) + ".");
    }
  }

  private String why(Capability capability) {
    List<KnownAgent> revoked = inventory.revokedFor(capability);
    return revoked.isEmpty() ? "" : " (credential-revoked: " + revoked.getFirst().agent() + ")";
  }

  private void requireFewJobs(String caller) {
    if (journal.unfinishedOf(caller) >= limits.maxPerCaller()) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS, "jobs-per-caller", "Too many jobs are unfinished.");
    }
  }

  private NewJob newJob(
      VerifiedPeer peer, AccessToken token, Workflow workflow, Optional<String> key) {
    String jobId = UUID.randomUUID().toString();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    TokenRecord root =
        new TokenRecord(
            UUID.randomUUID().toString(),
            TokenKind.JOB,
            Optional.of(token.jti()),
            Optional.empty(),
            token.client(),
            peer.serial().hex(),
            Optional.empty(),
            Optional.of(new Errand(jobId, Optional.empty())),
            workflow.scope(),
            now,
            now.plus(limits.maxDuration()),
            Optional.empty());
    return new NewJob(jobId, UUID.randomUUID().toString(), owner(peer, token), workflow, root, key);
  }

  private static JobOwner owner(VerifiedPeer peer, AccessToken token) {
    return new JobOwner(token.client(), peer.serial().hex(), peer.certificate(), token.subject());
  }

  private static AuditEntry accepted(NewJob job) {
    return AuditEntry.of("job.accepted", Outcome.DONE, "", job.owner().caller())
        .about(job.jobId())
        .with("txn", job.txn())
        .with("purpose", job.workflow().request().purpose())
        .with("scope", job.root().scope().scope())
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

  private static ProblemException tokenMissing() {
    return new ProblemException(
        ACCESS_TOKEN_INVALID, "access-token-missing", "An access token is required.");
  }
}
