package org.bailiwick.master.journal;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * A step of a job and its attempts, oldest first, without its result. {@code planStep} is the id of
 * the plan's step of which it is an instance.
 */
public record StepRecord(
    String stepId,
    Optional<String> planStep,
    String capability,
    ExecutionState state,
    Optional<String> agent,
    Optional<String> reason,
    Optional<Instant> endedAt,
    List<AttemptRecord> attempts) {

  public StepRecord {
    attempts = List.copyOf(attempts);
  }

  /**
   * The end of a step: with a result when done, with a reason otherwise.
   *
   * @param result JSON text; absent of a result that is stored by reference
   * @param link what is committed with the end
   */
  public record End(
      String jobId,
      String stepId,
      ExecutionState state,
      Optional<String> result,
      Optional<String> reason,
      UnitOfWork link) {

    public static End done(String jobId, String stepId, String result) {
      return done(jobId, stepId, Optional.of(result), UnitOfWork.none());
    }

    /** The end of a step with a result that is stored by reference, and counts by this link. */
    public static End stored(String jobId, String stepId, UnitOfWork link) {
      return done(jobId, stepId, Optional.empty(), link);
    }

    private static End done(String jobId, String stepId, Optional<String> result, UnitOfWork link) {
      return new End(jobId, stepId, ExecutionState.DONE, result, Optional.empty(), link);
    }

    /** The end of a step without result, which has failed or was cancelled. */
    public static End of(ExecutionState state, String jobId, String stepId, String reason) {
      return new End(
          jobId, stepId, state, Optional.empty(), Optional.of(reason), UnitOfWork.none());
    }
  }

  /**
   * What people are asked about a step, the state in which it waits, and the row of the question.
   */
  public record Question(Delay delay, ExecutionState state, UnitOfWork asked) {}

  /** A step that cannot go on at present, and why. */
  public record Delay(String jobId, String stepId, String reason) {}

  /** The instances of a repeated step, to be stored with their inputs while the step is open. */
  public static final class Instances implements UnitOfWork {
    private final String jobId;
    private final String planStep;
    private final List<StepRequest> steps;
    private final List<String> inputs;
    private boolean inserted;

    public Instances(String jobId, String planStep, List<StepRequest> steps, List<String> inputs) {
      this.jobId = jobId;
      this.planStep = planStep;
      this.steps = List.copyOf(steps);
      this.inputs = List.copyOf(inputs);
    }

    @Override
    public void apply(EntityManager em) {
      StepRow repeated = JobQueries.step(em, jobId, planStep);
      inserted = JobQueries.isRunning(em, jobId) && repeated.isOpen();
      if (!inserted) {
        return;
      }
      steps.forEach(step -> em.persist(repeated.instance(step)));
      em.flush(); // JPA does not know the foreign keys, so the flush orders the inserts
      for (int index = 0; index < inputs.size(); index++) {
        em.persist(new StepRow.Input(jobId, steps.get(index).id(), inputs.get(index)));
      }
    }

    /** Whether the commit has stored them; otherwise the job or step has ended. */
    public boolean isInserted() {
      return inserted;
    }
  }
}
