package org.bailiwick.master.attempts;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** The failures of one counter since the start of its period. */
@Entity
@Table(name = "failed_attempt")
class FailedAttemptRow {

  @Id private String counter;

  private int failures;

  @Convert(converter = InstantColumn.class)
  @Column(name = "started_at")
  private Instant startedAt;

  protected FailedAttemptRow() {}

  FailedAttemptRow(String counter, Instant now) {
    this.counter = counter;
    this.startedAt = now;
  }

  /** The time until the period is over; zero or less afterwards. */
  Duration left(Instant now, Duration period) {
    return Duration.between(now, startedAt.plus(period));
  }

  int failures() {
    return failures;
  }

  void begin(Instant now) {
    failures = 0;
    startedAt = now;
  }

  void add(int attempts) {
    failures = Math.max(0, failures + attempts);
  }
}
