package org.bailiwick.aca.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock that jumps, and the counters that go on as time passes. */
class ClockTrustTest {

  private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");
  private static final Duration MONTH = Duration.ofDays(30);

  private final TestClock clock = new TestClock(START);
  private Duration awake = Duration.ZERO;
  private Duration asleep = Duration.ZERO;
  private TimeRecord record = time -> Optional.empty();
  private ClockTrust trust = started();

  private ClockTrust started() {
    ElapsedTime elapsed = new ElapsedTime(() -> awake.toNanos(), () -> awake.plus(asleep));
    return new ClockTrust(clock, elapsed, time -> record.wentOnFrom(time));
  }

  /** Time passes evenly, looked at every second as the timer does. */
  private void pass(Duration time) {
    long looks = Math.min(time.toSeconds(), 2_000);
    for (long look = 0; look < looks; look++) {
      awake = awake.plus(time.dividedBy(looks));
      clock.move(time.dividedBy(looks));
      trust.fault();
    }
  }

  @Test
  void believesAClockThatGoesOnAsTimePasses() {
    assertThat(trust.fault()).isEmpty();
    pass(Duration.ofDays(400));
    assertThat(trust.fault()).isEmpty();
    assertThatCode(trust::require).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "P30D", "P3650D"})
  void doubtsALeapAheadUntilItIsTakenBack(Duration leap) {
    trust.fault();
    clock.move(leap);
    assertThat(trust.fault())
        .hasValueSatisfying(reason -> assertThat(reason).contains("more than the time since"));
    assertThatThrownBy(trust::require)
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> {
              assertThat(refusal.type()).isEqualTo(ProblemType.SIGNER_UNAVAILABLE);
              assertThat(refusal.check()).isEqualTo("clock-in-doubt");
            });
    pass(Duration.ofMinutes(1));
    assertThat(trust.fault()).isPresent();
    clock.move(leap.negated());
    assertThat(trust.fault()).isEmpty();
  }

  /** As much as protocols bear; who comes by it again and again is told. */
  @Test
  void bearsFourMinutesOnceAndNotTwice() {
    trust.fault();
    clock.move(Duration.ofMinutes(4));
    assertThat(trust.fault()).isEmpty();
    pass(Duration.ofMinutes(10));
    clock.move(Duration.ofMinutes(4));
    assertThat(trust.fault()).isPresent();
    clock.move(Duration.ofMinutes(-8));
    assertThat(trust.fault()).isEmpty();
  }

  @Test
  void followsAClockThatIsSlewed() {
    trust.fault();
    for (int day = 0; day < 60; day++) {
      pass(Duration.ofDays(1));
      clock.move(Duration.ofSeconds(40)); // 463 ppm
      assertThat(trust.fault()).isEmpty();
    }
  }

  @Test
  void aNodeThatWasDownForAMonthIsNotInDoubt() {
    record = time -> Optional.empty(); // the record ends a month before
    clock.move(MONTH);
    trust = started();
    assertThat(trust.fault()).isEmpty();
  }

  @Test
  void aMachineThatSleptIsNotInDoubt() {
    trust.fault();
    clock.move(MONTH);
    asleep = MONTH;
    assertThat(trust.fault()).isEmpty();
    pass(Duration.ofMinutes(10));
    assertThat(trust.fault()).isEmpty();
  }

  @Test
  void doubtsATimeThatThisProcessHasSeenPassUntilItHasCaughtUp() {
    trust.fault();
    pass(Duration.ofMinutes(40));
    clock.move(Duration.ofMinutes(-30));
    assertThat(trust.fault()).hasValueSatisfying(reason -> assertThat(reason).contains("seen"));
    pass(Duration.ofMinutes(26));
    assertThat(trust.fault()).isEmpty();
  }

  /** Started while the clock was ahead: nothing could tell, and the record shows the leap. */
  @Test
  void believesAClockThatIsSetRightAtOnceWhenTheRecordHasALeap() {
    clock.move(MONTH);
    trust = started();
    assertThat(trust.fault()).isEmpty();
    pass(Duration.ofMinutes(1));
    clock.move(MONTH.negated());
    assertThat(trust.fault()).isEmpty();
  }

  @Test
  void doubtsAStartAtATimeThatTheRecordWentOnFrom() {
    Instant newest = START.plus(MONTH);
    record = time -> time.isBefore(newest) ? Optional.of(newest) : Optional.empty();
    trust = started();
    assertThat(trust.fault()).isPresent();
    clock.move(MONTH);
    assertThat(trust.fault()).isEmpty();
  }

  /** Wrong from its start and then set right, or set wrong: a node can't tell, and must go on. */
  @Test
  void believesAClockThatHasGoneOnEvenlyForAnHour() {
    trust.fault();
    clock.move(MONTH);
    pass(Duration.ofMinutes(59));
    assertThat(trust.fault()).isPresent();
    pass(Duration.ofMinutes(2));
    assertThat(trust.fault()).isEmpty();
  }

  @Test
  void anotherLeapBeginsTheHourAnew() {
    trust.fault();
    clock.move(MONTH);
    pass(Duration.ofMinutes(59));
    clock.move(MONTH);
    pass(Duration.ofMinutes(30));
    assertThat(trust.fault()).isPresent();
  }

  @Test
  void asksAgainWhileTheRecordCannotBeVerified() {
    record =
        time -> {
          throw new ProblemException(ProblemType.SIGNER_UNAVAILABLE, "hsm-busy", "away");
        };
    assertThat(trust.fault()).isEmpty();
    record = time -> Optional.of(START.plus(MONTH));
    assertThat(trust.fault()).isPresent();
  }

  @Test
  void theMachinesCountersGoOn() {
    ElapsedTime system = ElapsedTime.ofSystem();
    ElapsedTime.Mark mark = system.mark();
    assertThat(system.since(mark)).isBetween(Duration.ZERO, Duration.ofMinutes(10));
  }
}
