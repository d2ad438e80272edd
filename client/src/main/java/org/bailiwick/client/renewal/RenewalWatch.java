package org.bailiwick.client.renewal;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.bailiwick.client.enrolment.EnrolledCredential;
import org.bailiwick.client.enrolment.EnrolmentProgress;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Keeps the credential of a folder renewed while a process runs. A renewal that fails is tried
 * again, less and less often. A new credential that is due already waits as after a failure, so
 * that a clock that is ahead does not renew without end. While a renewal waits for officers, the
 * old credential stays in use and the authority is asked for the progress. The watch ends when the
 * authority freezes the name or an officer rejects a renewal.
 */
public final class RenewalWatch {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** The longest sleep, since the clock may be set forward meanwhile. */
  private static final Duration MAX_SLEEP = Duration.ofMinutes(1);

  private final CredentialRenewal renewal;
  private final Consumer<String> log;
  private final Clock clock;
  private Duration pause = FIRST_PAUSE;
  private String lastLine = "";

  /** Logs each renewal and each refusal in a line of {@code log}, without secrets. */
  public RenewalWatch(CredentialRenewal renewal, Consumer<String> log) {
    this(renewal, log, Clock.systemUTC());
  }

  RenewalWatch(CredentialRenewal renewal, Consumer<String> log, Clock clock) {
    this.renewal = renewal;
    this.log = log;
    this.clock = clock;
  }

  /**
   * Runs until the thread is interrupted.
   *
   * @throws ProblemException if the name is frozen or an officer rejected a renewal
   */
  public void run() throws InterruptedException {
    while (true) {
      Thread.sleep(step());
    }
  }

  /** Renews if it is time, and returns the time until the next call. */
  Duration step() {
    if (!renewal.isDue()) {
      Duration left = Duration.between(clock.instant(), renewal.dueAt());
      return left.compareTo(MAX_SLEEP) < 0 ? left.plusMillis(1) : MAX_SLEEP;
    }
    try {
      return switch (renewal.renew()) {
        case EnrolledCredential issued -> renewed(issued);
        case EnrolmentProgress waiting -> logProgress(waiting);
      };
    } catch (ProblemException refusal) {
      log.accept(
          "not renewed problem=%s check=%s detail=%s"
              .formatted(refusal.type().slug(), refusal.check(), refusal.detail()));
      if (refusal.type() == ProblemType.IDENTITY_FROZEN
          || refusal.check().equals(EnrolmentProgress.REJECTED)) {
        throw refusal;
      }
      return refusal.retryAfter().orElseGet(this::nextPause);
    } catch (UncheckedIOException missing) { // a token's file, or space on the disk
      log.accept("not renewed detail=" + missing.getMessage());
      return nextPause();
    }
  }

  private Duration renewed(EnrolledCredential issued) {
    log.accept("renewed serial=%s until=%s".formatted(issued.serial().hex(), issued.notAfter()));
    pause = FIRST_PAUSE;
    if (renewal.isDue()) { // by a clock that is ahead, or a life that is too short
      log.accept("due-again serial=%s at=%s".formatted(issued.serial().hex(), renewal.dueAt()));
      return FIRST_PAUSE;
    }
    return Duration.ofSeconds(1);
  }

  /** Logs the progress if it has changed. */
  private Duration logProgress(EnrolmentProgress waiting) {
    String line = waiting.summary();
    if (!line.equals(lastLine)) {
      log.accept(line);
      lastLine = line;
    }
    return waiting.askAgain();
  }

  private Duration nextPause() {
    Duration wait = pause;
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    return wait;
  }
}
