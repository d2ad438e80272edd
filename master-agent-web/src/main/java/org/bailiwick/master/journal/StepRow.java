package org.bailiwick.master.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.InstantColumn;

/**
 * The row of a step, which is an instance of a step of the job's plan, without its input and its
 * result. Its state changes from waiting to running, to submitted and working if its work is
 * accepted first, and then to a final state.
 */
@Entity
@Table(name = "step")
@IdClass(StepRow.Key.class)
class StepRow {

  @Id
  @Column(name = "job_id")
  private String jobId;

  @Id
  @Column(name = "step_id")
  private String stepId;

  /** The plan's step. A plan without repetitions has one instance of each, of the same id. */
  @Column(name = "plan_step")
  private String planStep;

  /** Position in the plan, from 0; queries order steps by it. */
  @SuppressWarnings("unused")
  private int position;

  private String capability;

  @Column(name = "after_steps")
  private String afterSteps;

  /** The column is for readers of the table; the runner reads the job's plan. */
  @SuppressWarnings("unused")
  private String delegates;

  private String state;

  @Column(name = "agent_id")
  private String agentId;

  private String agent;
  private String reason;

  @Convert(converter = InstantColumn.class)
  @Column(name = "ended_at")
  private Instant endedAt;

  protected StepRow() {}

  static StepRow of(String jobId, int position, StepRequest step) {
    StepRow row = new StepRow();
    row.jobId = jobId;
    row.stepId = step.id();
    row.planStep = step.id();
    row.position = position;
    row.capability = step.capability().text();
    row.afterSteps = String.join(" ", step.after());
    row.delegates = step.delegates().scope();
    row.state = ExecutionState.WAITING.text();
    return row;
  }

  /** Inserts the steps of a plan. */
  static void insert(EntityManager em, String jobId, List<StepRequest> steps) {
    for (int position = 0; position < steps.size(); position++) {
      em.persist(of(jobId, position, steps.get(position)));
    }
  }

  /** A row of the same step of the plan, for one item. */
  StepRow instance(StepRequest step) {
    StepRow row = of(jobId, position, step);
    row.planStep = planStep;
    return row;
  }

  ExecutionState state() {
    return ExecutionState.of(state);
  }

  String stepId() {
    return stepId;
  }

  void begin(AttemptStart attempt) {
    state = ExecutionState.RUNNING.text();
    agentId = attempt.agentId();
    agent = attempt.agent();
  }

  /** Stores the state of accepted work; the reason of an earlier failure is over. */
  void accepted(ExecutionState told) {
    state = told.text();
    reason = null;
  }

  /** Stores the reason of a delay or of a failed attempt until the step ends. */
  void waits(String why) {
    if (isOpen()) {
      reason = JobRow.cut(why);
    }
  }

  /** Stores that people are asked about the step. */
  void waitsForPeople(StepRecord.Delay why, ExecutionState waiting) {
    state = waiting.text();
    reason = JobRow.cut(why.reason());
  }

  /** The state of an open step whose job ends: what nobody knows now, nobody will know. */
  ExecutionState stateOfJobsEnd() {
    return state.equals(ExecutionState.WAITING_FOR_OUTCOME.text())
        ? ExecutionState.UNKNOWN
        : ExecutionState.CANCELLED;
  }

  /** The reason of a step that ends with its job. It includes the reason of the last delay. */
  String reasonOfJobsEnd() {
    return reason == null ? "job-ended" : "job-ended, before: " + reason;
  }

  void end(StepRecord.End end, Instant at) {
    state = end.state().text();
    reason = end.reason().map(JobRow::cut).orElse(null);
    endedAt = at;
  }

  StepRecord record(List<AttemptRecord> attempts) {
    return new StepRecord(
        stepId,
        Optional.ofNullable(planStep),
        capability,
        state(),
        Optional.ofNullable(agent),
        Optional.ofNullable(reason),
        Optional.ofNullable(endedAt),
        attempts);
  }

  boolean isDone() {
    return state.equals(ExecutionState.DONE.text());
  }

  /** Whether the step has no final state; a state that nobody knows is not final. */
  boolean isOpen() {
    return !ExecutionState.isFinal(state);
  }

  /** The result of a step, which may be long, apart from the other columns of its row. */
  @Entity(name = "StepResultRow")
  @Table(name = "step")
  @IdClass(StepRow.Key.class)
  static class Result {

    @Id
    @Column(name = "job_id")
    private String jobId;

    @Id
    @Column(name = "step_id")
    private String stepId;

    @SuppressWarnings("unused") // queries read it
    private String result;

    protected Result() {}

    void store(String json) {
      result = json;
    }
  }

  /** The input of a step, a JSON text that may be long. The row is deleted after a while. */
  @Entity(name = "StepInputRow")
  @Table(name = "step_input")
  @IdClass(StepRow.Key.class)
  static class Input {

    @Id
    @Column(name = "job_id")
    private String jobId;

    @Id
    @Column(name = "step_id")
    private String stepId;

    private String input;

    protected Input() {}

    Input(String jobId, String stepId, String input) {
      this.jobId = jobId;
      this.stepId = stepId;
      this.input = input;
    }

    String text() {
      return input;
    }
  }

  /** The two columns of the primary key. */
  record Key(String jobId, String stepId) {}
}
