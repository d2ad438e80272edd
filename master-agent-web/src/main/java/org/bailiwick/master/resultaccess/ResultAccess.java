package org.bailiwick.master.resultaccess;

import static org.bailiwick.contract.problem.ProblemType.NOT_FOUND;
import static org.bailiwick.contract.problem.ProblemType.POLICY_DENIED;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.intake.JobCallerRules;
import org.bailiwick.master.intake.JobReader;
import org.bailiwick.master.job.JobControl;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.parties.RecordedCallers;
import org.bailiwick.master.planledger.StoredPlan;
import org.bailiwick.master.storedresult.StoredResult;
import org.bailiwick.master.transactiontoken.LiveToken;
import org.bailiwick.master.transactiontoken.TransactionToken;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Says who reads a result. That a step's agent gets it was decided when the step was released, by
 * the signed plan; so its order's token, as long as it counts, is all that is asked for.
 */
@Dependent
public class ResultAccess {

  /** A result, and the name of who may read it. */
  public record Permitted(StoredResult result, String reader) {}

  private final JobJournal journal;
  private final JobCallerRules readers;
  private final JobControl control;
  private final TransactionTokenMint mint;
  private final RecordedCallers callers;
  private final GroupWriter writer;

  @Inject
  public ResultAccess(
      JobJournal journal,
      JobCallerRules readers,
      JobControl control,
      TransactionTokenMint mint,
      RecordedCallers callers,
      GroupWriter writer) {
    this.journal = journal;
    this.readers = readers;
    this.control = control;
    this.mint = mint;
    this.callers = callers;
    this.writer = writer;
  }

  /**
   * The result for the owner of its job. Officers and auditors, who may read a job, get no result.
   *
   * @throws ProblemException as for the job; not-found with check result-unknown; policy-denied
   *     with check result-owner
   */
  public Permitted ofReader(PresentedCredentials presented, String id) {
    JobReader reader = readers.forReading(presented);
    StoredResult result = find(id);
    JobRecord job = control.read(reader, result.jobId());
    require(reader.owns(job.owner()), "result-owner", "Only the job's owner reads its results.");
    record(result, reader.name(), "");
    return new Permitted(result, reader.name());
  }

  /**
   * The result for the agent of a running step whose order names it.
   *
   * @throws ProblemException access-token-invalid for a token that does not count; not-found with
   *     check result-unknown; policy-denied with a check that begins with result-
   */
  public Permitted ofStep(VerifiedPeer agent, String token, String id) {
    LiveToken live = mint.readLive(token);
    TransactionToken given = live.token();
    String name = agent.id().toString();
    require(
        given.call().callee().filter(name::equals).isPresent(),
        "result-callee",
        "The token is for another agent.");
    StoredResult result = find(id);
    require(
        given.transaction().context().getString("job", "").equals(result.jobId()),
        "result-of-another-job",
        "The result belongs to another job than the token.");
    require(
        journal
            .find(result.jobId())
            .filter(job -> isOrdered(job, given.call().stepId(), result))
            .isPresent(),
        "result-not-ordered",
        "No order of a running step names the result.");
    Optional<String> refusal =
        callers.refusal(live.row(), given.transaction().subject(), given.scope());
    if (refusal.isPresent()) {
      throw new ProblemException(
          POLICY_DENIED, refusal.get(), "The caller of the job may not go on.");
    }
    record(result, name, given.jti());
    return new Permitted(result, name);
  }

  private StoredResult find(String id) {
    return journal
        .stored()
        .find(id)
        .orElseThrow(
            () -> new ProblemException(NOT_FOUND, "result-unknown", "The result does not exist."));
  }

  /** Whether the order of this step, which has not ended, has the reference to the result. */
  private boolean isOrdered(JobRecord job, String stepId, StoredResult result) {
    boolean isRunning =
        !job.state().isFinal()
            && job.steps().stream()
                .filter(step -> step.stepId().equals(stepId))
                .anyMatch(ResultAccess::isRunning);
    if (!isRunning || !(journal.plan(job) instanceof StoredPlan.Accepted plan)) {
      return false;
    }
    StepRequest step = plan.workflow().step(stepId);
    return step.flow().inputFrom().isEmpty() && step.after().contains(result.stepId());
  }

  /** Instances of a repeated step get no results but their items. */
  private static boolean isRunning(StepRecord step) {
    return !step.state().isFinal() && step.planStep().filter(step.stepId()::equals).isPresent();
  }

  private void record(StoredResult result, String reader, String token) {
    writer.record(
        AuditEntry.of("result.read", Outcome.GRANTED, "", reader)
            .about(result.id())
            .with("job", result.jobId())
            .with("step", result.stepId())
            .with("token", token));
  }

  private static void require(boolean holds, String check, String detail) {
    if (!holds) {
      throw new ProblemException(POLICY_DENIED, check, detail);
    }
  }
}
