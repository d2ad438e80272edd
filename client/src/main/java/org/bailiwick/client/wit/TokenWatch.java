package org.bailiwick.client.wit;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Keeps a folder's Workload Identity Token fresh while a process runs. It gets a new one after two
 * thirds of the lifetime, and at once if the credential has none, as after a renewal.
 */
public final class TokenWatch {
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** The time between two checks of the folder and the clock, which may be set forward. */
  private static final Duration CHECK_PERIOD = Duration.ofSeconds(10);

  private final CredentialFolder folder;
  private final Supplier<WorkloadToken> fetch;
  private final Consumer<String> log;
  private final Clock clock;

  /**
   * Logs each token and each refusal in a line of {@code log}, without the token.
   *
   * @param fetch gets a token and stores it in the folder
   */
  public TokenWatch(CredentialFolder folder, Supplier<WorkloadToken> fetch, Consumer<String> log) {
    this(folder, fetch, log, Clock.systemUTC());
  }

  TokenWatch(
      CredentialFolder folder, Supplier<WorkloadToken> fetch, Consumer<String> log, Clock clock) {
    this.folder = folder;
    this.fetch = fetch;
    this.log = log;
    this.clock = clock;
  }

  /** Runs until the thread is interrupted. */
  public void run() throws InterruptedException {
    while (true) {
      Thread.sleep(step());
    }
  }

  /** Whether the credential in use has no token, or one whose last third has begun. */
  public boolean isDue() {
    Optional<WorkloadToken> token = folder.token().map(WorkloadToken::parse);
    return token.isEmpty() || !clock.instant().isBefore(token.get().dueAt());
  }

  /** Gets a token if it is time, and returns the time until the next call. */
  Duration step() {
    if (!isDue()) {
      return CHECK_PERIOD;
    }
    try {
      log.accept("token until=" + fetch.get().expiresAt());
      return CHECK_PERIOD;
    } catch (ProblemException refusal) {
      log.accept(
          "no token problem=%s check=%s detail=%s"
              .formatted(refusal.type().slug(), refusal.check(), refusal.detail()));
      return refusal.retryAfter().orElse(PAUSE);
    } catch (UncheckedIOException missing) { // space on the disk
      log.accept("no token detail=" + missing.getMessage());
      return PAUSE;
    }
  }
}
