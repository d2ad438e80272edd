package org.bailiwick.master.outbox;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.master.inventory.AssetName;
import org.bailiwick.node.audit.InstantColumn;

/** The row of an act. It has a time at which it is due until it is over. */
@Entity
@Table(name = "ending_act")
class EndingActRow {

  static final String DONE = "done";
  static final String GIVEN_UP = "given-up";

  private static final int LONGEST_REASON = 1000;

  @Id private String id;
  private String kind;

  @Column(name = "job_id")
  private String jobId;

  @Column(name = "step_id")
  private String stepId;

  @Column(name = "token_jti")
  private String tokenJti;

  private String target;
  private String parameters;

  @Convert(converter = InstantColumn.class)
  @Column(name = "created_at")
  private Instant createdAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "due_at")
  private Instant dueAt;

  private int tries;

  @Column(name = "last_reason")
  private String lastReason;

  @Convert(converter = InstantColumn.class)
  @Column(name = "over_at")
  private Instant overAt;

  @Column(name = "outcome")
  private String outcome;

  protected EndingActRow() {}

  static EndingActRow of(EndingAct act, Instant now) {
    EndingActRow row = new EndingActRow();
    row.id = act.id();
    row.kind = act.kind();
    row.jobId = act.cause().jobId().orElse(null);
    row.stepId = act.cause().stepId().orElse(null);
    row.tokenJti = act.cause().tokenJti().orElse(null);
    row.target = act.target().text();
    row.parameters = act.parameters();
    row.createdAt = now;
    row.dueAt = now;
    return row;
  }

  boolean isOver() {
    return overAt != null;
  }

  void failed(StoredAct act, Instant next) {
    tried(act);
    dueAt = next;
  }

  void over(StoredAct act, String how, Instant now) {
    tried(act);
    dueAt = null;
    overAt = now;
    outcome = how;
  }

  StoredAct stored() {
    EndingAct.Cause cause =
        new EndingAct.Cause(
            Optional.ofNullable(jobId), Optional.ofNullable(stepId), Optional.ofNullable(tokenJti));
    AssetName asset = new AssetName(target);
    return new StoredAct(
        new StoredAct.Name(id, kind, cause, target),
        EndingAct.read(kind, cause, asset, parameters),
        createdAt,
        tries,
        Optional.ofNullable(lastReason));
  }

  private void tried(StoredAct act) {
    tries = act.tries();
    lastReason = act.lastReason().map(EndingActRow::cut).orElse(null);
  }

  private static String cut(String reason) {
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
  }
}
