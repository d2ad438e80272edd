package org.bailiwick.command.archive;

import java.time.Duration;
import java.time.Instant;

/**
 * An archive has the audit rows that were written, and the credentials that expired, before these
 * times.
 */
public record ArchiveCutoffs(Instant audit, Instant credentials) {

  /** The time that the operator requests, or an earlier one if the retention requires it. */
  public static ArchiveCutoffs of(Instant asked, Instant now, Retention retention) {
    return new ArchiveCutoffs(
        earlier(asked, now.minus(retention.audit())),
        earlier(asked, now.minus(retention.credentials())));
  }

  /** How long audit rows and expired credentials must stay in the database. */
  public record Retention(Duration audit, Duration credentials) {}

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
