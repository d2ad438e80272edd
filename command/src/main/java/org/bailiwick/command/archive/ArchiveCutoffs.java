package org.bailiwick.command.archive;

import java.time.Duration;
import java.time.Instant;

/**
 * The times before which records must have ended to be archived.
 *
 * @param audit for the time at which a row of the log was written
 * @param credentials for the time at which a certificate expired
 */
public record ArchiveCutoffs(Instant audit, Instant credentials) {

  /** The time that the operator asks for, or an earlier one if records must stay for longer. */
  public static ArchiveCutoffs of(Instant asked, Instant now, Retention retention) {
    return new ArchiveCutoffs(
        earlier(asked, now.minus(retention.audit())),
        earlier(asked, now.minus(retention.credentials())));
  }

  /** How long records must stay in the database. */
  public record Retention(Duration audit, Duration credentials) {}

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
