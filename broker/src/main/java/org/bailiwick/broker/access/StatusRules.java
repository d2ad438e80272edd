package org.bailiwick.broker.access;

import java.time.Duration;
import java.util.Optional;
import org.bailiwick.broker.outbound.BackEndFault;

/** What the status of an answer means when a file says nothing else (RFC 9110 section 15). */
public final class StatusRules {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int MOST_SECONDS = 300;
  private static final int OK = 200;
  private static final int REDIRECTION = 300;
  private static final int CLIENT_ERROR = 400;
  private static final int SERVER_ERROR = 500;

  private StatusRules() {}

  /**
   * The fault of a status that is not a success; empty for a success.
   *
   * @param retryAfter the field of that name
   */
  public static Optional<BackEndFault> fault(int status, Optional<String> retryAfter) {
    if (status >= OK && status < REDIRECTION) {
      return Optional.empty();
    }
    return Optional.of(
        switch (status) {
          case 403 -> BackEndFault.refused("not-permitted", null);
          case 404, 410 -> BackEndFault.refused("not-found", null);
          case 409 -> BackEndFault.refused("conflict", null);
          case 400, 422 -> BackEndFault.refused("input-rejected", null);
          case 408, 425, 429, 503 -> BackEndFault.busy("back-end-busy", pause(retryAfter));
          case 501 -> BackEndFault.refused("request-rejected", null);
          default -> other(status);
        });
  }

  private static BackEndFault other(int status) {
    if (status >= SERVER_ERROR) {
      return BackEndFault.perhapsDone("back-end-failed", null);
    }
    if (status >= CLIENT_ERROR) {
      return BackEndFault.refused("request-rejected", null);
    }
    return status >= REDIRECTION
        ? BackEndFault.refused("redirected", null)
        : BackEndFault.perhapsDone("back-end-failed", null);
  }

  /** Seconds of a Retry-After field, within bounds; a date counts as one second. */
  static Duration pause(Optional<String> retryAfter) {
    return retryAfter
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(text -> Duration.ofSeconds(Math.clamp(Long.parseLong(text), 1, MOST_SECONDS)))
        .orElse(PAUSE);
  }
}
