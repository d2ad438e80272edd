package org.bailiwick.aca.clock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.bailiwick.aca.clock.ElapsedTime.Mark;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.records.SigningClock;

/**
 * Decides without a network whether the system's clock can be trusted, by the counters of elapsed
 * time while the node runs and by the times that it signed before. A clock that leaps ahead of the
 * counters is in doubt, and so is one that shows a time that has passed already. A clock in doubt
 * is trusted again when it agrees with the counters, when it has caught up, or when it has run
 * evenly for an hour: a clock that was wrong from the start and was then set right looks the same
 * as one that was set wrong, and must not stop the node for good.
 */
public final class ClockTrust implements SigningClock {

  /** The tolerated deviation, the same as for nonces and for CRLs of other domains. */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** A clock in doubt that ran evenly for this time is trusted. */
  static final Duration SETTLED = Duration.ofHours(1);

  /** The least time between two readings. */
  private static final Duration READING_INTERVAL = Duration.ofSeconds(1);

  /** A slew is at most 1/1000 of the time; ntpd and chronyd slew by at most half of that. */
  private static final int SLEW = 1_000;

  private final Clock clock;
  private final ElapsedTime elapsed;
  private final SignedTimes signed;

  /** The time since which the clock is trusted without a break, and its last reading. */
  private record Run(Instant from, Instant reading, Mark at) {}

  /** The first reading of a clock in doubt, and a time that the clock had shown before. */
  private record Doubt(Instant reading, Mark at, Optional<Instant> passed) {}

  private volatile Optional<Run> run = Optional.empty();
  private Optional<Doubt> doubt = Optional.empty();
  private Optional<Instant> passed = Optional.empty();
  private final ReentrantLock judging = new ReentrantLock();
  private volatile Optional<String> found = Optional.empty();

  public ClockTrust(Clock clock, ElapsedTime elapsed, SignedTimes signed) {
    this.clock = clock;
    this.elapsed = elapsed;
    this.signed = signed;
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  /**
   * The earlier of the clock's time and the time by the counters: a credential that has expired by
   * a clock that jumped ahead may still be valid, and must be revoked too.
   */
  public Instant earliest() {
    Instant now = clock.instant();
    return run.map(known -> known.reading().plus(elapsed.since(known.at())))
        .filter(now::isAfter)
        .orElse(now);
  }

  /**
   * The reason for doubt of the clock; empty if it is trusted. While another thread judges, the
   * last result is returned: judging may wait for the HSM, and no second thread is to wait too.
   */
  @Override
  public Optional<String> fault() {
    if (judging.tryLock()) {
      try {
        found = judge(clock.instant());
      } finally {
        judging.unlock();
      }
    }
    return found;
  }

  private Optional<String> judge(Instant now) {
    Optional<String> reason;
    try {
      reason = run.isPresent() ? compareWithRun(run.get(), now) : compareWithSignedTimes(now);
    } catch (ProblemException unavailable) {
      return Optional.empty(); // without the HSM's keys nothing is signed either
    }
    if (reason.isEmpty() || hasSettled(now)) {
      trust(now);
      return Optional.empty();
    }
    if (doubt.filter(known -> isEven(known, now)).isEmpty()) {
      doubt = Optional.of(new Doubt(now, elapsed.mark(), passed));
    }
    return reason;
  }

  /**
   * Returns normally if the clock is trusted.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE, check clock-in-doubt
   */
  @Override
  public void require() {
    if (fault().isPresent()) {
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE,
          "clock-in-doubt",
          "The authority's clock has jumped, and nothing is signed until it is right.");
    }
  }

  private Optional<String> compareWithRun(Run known, Instant now) {
    Duration ahead = Duration.between(known.reading().plus(elapsed.awakeSince(known.at())), now);
    if (ahead.abs().compareTo(TOLERANCE) <= 0) {
      return Optional.empty();
    }
    if (ahead.isNegative()) {
      passed = now.isBefore(known.from()) ? newestIfPassed(now) : Optional.of(known.reading());
      return passed.flatMap(time -> behind(time, now));
    }
    Duration asleep = Duration.between(known.reading().plus(elapsed.since(known.at())), now);
    return asleep.compareTo(TOLERANCE) <= 0
        ? Optional.empty()
        : Optional.of(
            "the clock shows %s, which is %s more than the time since it showed %s"
                .formatted(seconds(now), wholeSeconds(asleep), seconds(known.reading())));
  }

  /** Compares with the signed times at start; if they end long ago, the node did not run. */
  private Optional<String> compareWithSignedTimes(Instant now) {
    return newestIfPassed(now).flatMap(time -> behind(time, now));
  }

  private static Optional<String> behind(Instant passed, Instant now) {
    Duration behind = Duration.between(now, passed);
    return behind.compareTo(TOLERANCE) <= 0
        ? Optional.empty()
        : Optional.of(
            "the clock shows %s, and this node has seen %s before"
                .formatted(seconds(now), seconds(passed)));
  }

  /** Reads the signed times once for each doubt, since each has a signature to verify. */
  private Optional<Instant> newestIfPassed(Instant now) {
    Optional<Doubt> same = doubt.filter(known -> known.passed().isPresent() && isEven(known, now));
    passed = same.isPresent() ? same.get().passed() : signed.newestIfPassed(now);
    return passed;
  }

  private boolean hasSettled(Instant now) {
    return doubt
        .filter(known -> isEven(known, now))
        .filter(known -> elapsed.since(known.at()).compareTo(SETTLED) >= 0)
        .isPresent();
  }

  private boolean isEven(Doubt known, Instant now) {
    Duration off = Duration.between(known.reading().plus(elapsed.since(known.at())), now);
    return off.abs().compareTo(TOLERANCE) <= 0;
  }

  /** Continues the run, or begins another if the clock has another time than expected. */
  private void trust(Instant now) {
    Optional<Run> known = run;
    doubt = Optional.empty();
    if (known.isEmpty()) {
      run = Optional.of(new Run(now, now, elapsed.mark()));
      return;
    }
    if (elapsed.awakeSince(known.get().at()).compareTo(READING_INTERVAL) < 0
        && isNear(known.get(), now)) {
      return;
    }
    Duration since = elapsed.since(known.get().at());
    Instant expected = known.get().reading().plus(since);
    Duration off = Duration.between(expected, now);
    if (off.abs().compareTo(TOLERANCE) > 0) {
      run = Optional.of(new Run(now, now, elapsed.mark()));
    } else if (since.compareTo(READING_INTERVAL) >= 0) {
      // The run follows a clock that is slewed, but no clock that drifts further at each reading.
      Duration most = since.dividedBy(SLEW);
      Duration taken =
          off.abs().compareTo(most) <= 0 ? off : (off.isNegative() ? most.negated() : most);
      run = Optional.of(new Run(known.get().from(), expected.plus(taken), elapsed.mark()));
    }
  }

  private boolean isNear(Run known, Instant now) {
    Instant expected = known.reading().plus(elapsed.awakeSince(known.at()));
    return Duration.between(expected, now).abs().compareTo(TOLERANCE) <= 0;
  }

  private static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  private static Duration wholeSeconds(Duration time) {
    return Duration.ofSeconds(time.toSeconds());
  }
}
