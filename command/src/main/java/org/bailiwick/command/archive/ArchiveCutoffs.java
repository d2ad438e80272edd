package org.bailiwick.command.archive;

import java.time.Duration;
import java.time.Instant;

/**
 * Before what time something must have ended to be archived.
 *
 * @param audit when a row of the log was written
 * @param credentials when a certificate expired
 */
public record ArchiveCutoffs(Instant audit, Instant credentials) {

  /** The times that the operator asks for, limited to rows that need not stay longer. */
  public static ArchiveCutoffs of(Instant asked, Instant now, Retention retention) {
    return new ArchiveCutoffs(
        earlier(asked, now.minus(retention.audit())),
        earlier(asked, now.minus(retention.credentials())));
  }

  /** The retention of records by the settings. */
  public record Retention(Duration audit, Duration credentials) {}

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
