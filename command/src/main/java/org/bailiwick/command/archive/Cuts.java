package org.bailiwick.command.archive;

import java.time.Duration;
import java.time.Instant;

/**
 * Before what time something must have ended to be archived.
 *
 * @param audit when a row of the log was written
 * @param credentials when a certificate expired
 */
public record Cuts(Instant audit, Instant credentials) {

  /** What the operator asks for, and never what has to stay for longer. */
  public static Cuts of(Instant asked, Instant now, Retention retention) {
    return new Cuts(
        earlier(asked, now.minus(retention.audit())),
        earlier(asked, now.minus(retention.credentials())));
  }

  /** How long the settings have records stay. */
  public record Retention(Duration audit, Duration credentials) {}

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
