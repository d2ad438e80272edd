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
 * Says whether the system's clock can be believed, from what the node has without a network: the
 * counters of elapsed time while it runs, and the times that it signed before. A clock that leaps
 * ahead of the counters is in doubt, and so is one that repeats a time which this node has seen
 * pass. It is believed again when it is back where the counters expect it, when it has caught up,
 * or when it has gone on evenly for an hour: a machine whose clock was wrong from its start and was
 * then set right looks the same as one that was set wrong, and must not stand still for good.
 */
public final class ClockTrust implements SigningClock {

  /**
   * The deviation that protocols tolerate: that of CRLs of other domains, and half of that of
   * nonces.
   */
  public static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** After so long of even time a clock in doubt is believed. */
  static final Duration SETTLED = Duration.ofHours(1);

  /** The run's last reading is no older than this, and the next look. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Machines' clocks are slewed by half of this at most (ntpd, chronyd: 500 ppm and less). */
  private static final int SLEW = 1_000;

  private final Clock clock;
  private final ElapsedTime elapsed;
  private final TimeRecord record;

  /** Since when the clock is believed without a break, and its last reading. */
  private record Run(Instant from, Instant reading, Mark at) {}

  /** Since when, by the clock in doubt, and which time has passed before. */
  private record Doubt(Instant reading, Mark at, Optional<Instant> passed) {}

  private volatile Optional<Run> run = Optional.empty();
  private Optional<Doubt> doubt = Optional.empty();
  private Optional<Instant> passed = Optional.empty();
  private final ReentrantLock judging = new ReentrantLock();
  private volatile Optional<String> found = Optional.empty();

  public ClockTrust(Clock clock, ElapsedTime elapsed, TimeRecord record) {
    this.clock = clock;
    this.elapsed = elapsed;
    this.record = record;
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  /**
   * The time by the clock, or by what has passed since it was believed if that is less: what has
   * expired by a clock that leapt ahead may be good still, and must not escape a revocation.
   */
  public Instant earliest() {
    Instant now = clock.instant();
    return run.map(known -> known.reading().plus(elapsed.since(known.at())))
        .filter(now::isAfter)
        .orElse(now);
  }

  /**
   * Why the clock is in doubt now; empty when it is believed. Whoever comes while another one looks
   * gets what was found before: the record can't be verified while the HSM hangs, and nobody waits
   * behind somebody who waits for the HSM.
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
      reason = run.isPresent() ? against(run.get(), now) : againstRecord(now);
    } catch (ProblemException unavailable) {
      return Optional.empty(); // without the token's keys nothing is signed either; asked again
    }
    if (reason.isEmpty() || hasSettled(now)) {
      believe(now);
      return Optional.empty();
    }
    if (doubt.filter(known -> isEven(known, now)).isEmpty()) {
      doubt = Optional.of(new Doubt(now, elapsed.mark(), passed));
    }
    return reason;
  }

  /**
   * Returns normally when the clock is believed.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE, check clock-in-doubt
   */
  @Override
  public void require() {
    if (fault().isPresent()) {
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE,
          "clock-in-doubt",
          "The authority's clock has jumped, and nothing is signed by it until it is right.");
    }
  }

  private Optional<String> against(Run known, Instant now) {
    Duration ahead = Duration.between(known.reading().plus(elapsed.awakeSince(known.at())), now);
    if (ahead.abs().compareTo(TOLERANCE) <= 0) {
      return Optional.empty();
    }
    if (ahead.isNegative()) {
      passed = now.isBefore(known.from()) ? wentOnFrom(now) : Optional.of(known.reading());
      return passed.flatMap(time -> behind(time, now));
    }
    Duration asleep = Duration.between(known.reading().plus(elapsed.since(known.at())), now);
    return asleep.compareTo(TOLERANCE) <= 0
        ? Optional.empty()
        : Optional.of(
            "the clock says %s, %s more than has passed since it said %s"
                .formatted(seconds(now), whole(asleep), seconds(known.reading())));
  }

  /** At the start there is nothing else; a record that ends long ago is a long standstill. */
  private Optional<String> againstRecord(Instant now) {
    return wentOnFrom(now).flatMap(time -> behind(time, now));
  }

  private static Optional<String> behind(Instant passed, Instant now) {
    Duration behind = Duration.between(now, passed);
    return behind.compareTo(TOLERANCE) <= 0
        ? Optional.empty()
        : Optional.of(
            "the clock says %s, and this node has seen %s before"
                .formatted(seconds(now), seconds(passed)));
  }

  /** Read once for a doubt: it may be long, and each line has a signature. */
  private Optional<Instant> wentOnFrom(Instant now) {
    Optional<Doubt> same = doubt.filter(known -> known.passed().isPresent() && isEven(known, now));
    passed = same.isPresent() ? same.get().passed() : record.wentOnFrom(now);
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

  /** Goes on with the run, or begins another where the clock is not where it was expected. */
  private void believe(Instant now) {
    Optional<Run> known = run;
    doubt = Optional.empty();
    if (known.isEmpty()) {
      run = Optional.of(new Run(now, now, elapsed.mark()));
      return;
    }
    if (elapsed.awakeSince(known.get().at()).compareTo(LOOK) < 0 && isNear(known.get(), now)) {
      return;
    }
    Duration since = elapsed.since(known.get().at());
    Instant expected = known.get().reading().plus(since);
    Duration off = Duration.between(expected, now);
    if (off.abs().compareTo(TOLERANCE) > 0) {
      run = Optional.of(new Run(now, now, elapsed.mark()));
    } else if (since.compareTo(LOOK) >= 0) {
      // Slewing is followed, a clock that creeps away a little at each look is not.
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

  private static Duration whole(Duration time) {
    return Duration.ofSeconds(time.toSeconds());
  }
}
