package org.bailiwick.master.push;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.bailiwick.node.audit.InstantColumn;

/**
 * The row of a configuration: what was sent to its client, and when the next try is due. It goes
 * when the end of the task was sent or given up.
 */
@Entity
@Table(name = "push_configuration")
class PushRow {
  private static final String SEPARATOR = " ";

  /** The job and the client's name of the configuration. */
  @Id
  @Column(name = "push_id")
  private String id;

  @Column(name = "job_id")
  private String jobId;

  @Column(name = "config_id")
  private String name;

  /** A digest of the caller. */
  private String owner;

  /** A digest of the caller and the origin. */
  private String target;

  private String origin;

  @Column(name = "secret_name")
  private String secretName;

  /** The steps whose artifacts were sent; a step's id has no space. */
  @Column(name = "sent_steps")
  private String sentSteps;

  @SuppressWarnings("unused") // queries read it
  @Column(name = "sent_count")
  private int sentCount;

  @SuppressWarnings("unused") // for auditors
  @Convert(converter = InstantColumn.class)
  @Column(name = "created_at")
  private Instant createdAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "due_at")
  private Instant dueAt;

  private int tries;

  @SuppressWarnings("unused") // for auditors
  @Column(name = "last_reason")
  private String lastReason;

  protected PushRow() {}

  static PushRow of(StoredPush push, Instant now) {
    PushRow row = new PushRow();
    row.id = push.id();
    row.jobId = push.jobId();
    row.name = push.name();
    row.owner = push.owner();
    row.target = push.target();
    row.origin = push.origin();
    row.secretName = push.secretName();
    row.sentSteps = "";
    row.createdAt = now;
    row.dueAt = now;
    return row;
  }

  StoredPush stored() {
    Set<String> sent = new LinkedHashSet<>(Set.of(sentSteps.split(SEPARATOR, -1)));
    sent.remove("");
    return new StoredPush(jobId, name, owner, target, origin, secretName, sent, tries);
  }

  /** The artifact of this step was sent; what comes next has all its tries. */
  void sent(String step, Instant now) {
    Set<String> sent = new LinkedHashSet<>(stored().sent());
    sent.add(step);
    sentSteps = String.join(SEPARATOR, sent);
    sentCount = sent.size();
    dueAt = now;
    tries = 0;
    lastReason = null;
  }

  void failed(String reason, Instant next) {
    tries++;
    lastReason = reason;
    dueAt = next;
  }
}
