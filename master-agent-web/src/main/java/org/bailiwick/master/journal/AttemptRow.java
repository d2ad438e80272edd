package org.bailiwick.master.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.master.inventory.AssetName;
import org.bailiwick.master.outbox.EndingAct;
import org.bailiwick.node.audit.InstantColumn;

/** The row of an attempt. Its primary key stops two nodes from making the same attempt. */
@Entity
@Table(name = "attempt")
@IdClass(AttemptRow.Key.class)
class AttemptRow {

  @Id
  @Column(name = "job_id")
  private String jobId;

  @Id
  @Column(name = "step_id")
  private String stepId;

  @Id private int number;

  private String agent;
  private String serial;

  @Column(name = "token_jti")
  private String tokenJti;

  private String state;

  @Convert(converter = InstantColumn.class)
  @Column(name = "started_at")
  private Instant startedAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "ended_at")
  private Instant endedAt;

  private String reason;

  @Column(name = "status_url")
  private String statusUrl;

  protected AttemptRow() {}

  static AttemptRow of(AttemptStart start) {
    AttemptRow row = new AttemptRow();
    row.jobId = start.jobId();
    row.stepId = start.stepId();
    row.number = start.number();
    row.agent = start.agent();
    row.serial = start.serial();
    row.tokenJti = start.token().jti();
    row.state = ExecutionState.RUNNING.text();
    row.startedAt = start.token().lifetime().issuedAt();
    return row;
  }

  String stepId() {
    return stepId;
  }

  String tokenJti() {
    return tokenJti;
  }

  void accepted(AttemptStart.Accepted accepted) {
    if (!ExecutionState.isFinal(state)) {
      state = accepted.state().text();
      statusUrl = accepted.statusUrl();
    }
  }

  boolean isAccepted() {
    return statusUrl != null;
  }

  /** What is left to do when the attempt ends in this state: accepted work is withdrawn. */
  Optional<EndingAct> leaves(ExecutionState end) {
    return isAccepted() && !ExecutionState.isFinal(state) && end != ExecutionState.DONE
        ? Optional.of(withdrawal(statusUrl))
        : Optional.empty();
  }

  /** The withdrawal of work that the agent tells the state of at this URL. */
  EndingAct withdrawal(String url) {
    return new EndingAct.WithdrawWork(jobId, stepId, number, new AssetName(agent), url);
  }

  /** Ends the attempt unless it has ended before, because an attempt keeps its first end. */
  void end(ExecutionState finalState, Optional<String> why, Instant at) {
    if (!ExecutionState.isFinal(state)) {
      state = finalState.text();
      reason = why.map(JobRow::cut).orElse(null);
      endedAt = at;
    }
  }

  AttemptRecord record() {
    return new AttemptRecord(
        number,
        agent,
        serial,
        ExecutionState.of(state),
        startedAt,
        Optional.ofNullable(endedAt),
        Optional.ofNullable(reason),
        Optional.ofNullable(statusUrl));
  }

  /** The three columns of the primary key. */
  record Key(String jobId, String stepId, int number) {}
}
