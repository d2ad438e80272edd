package org.bailiwick.node.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. */
public final class TestClock extends Clock {
  private volatile Instant now;

  public TestClock(Instant start) {
    super();
    this.now = start;
  }

  /** A clock that stands at the present moment. */
  public static TestClock atPresent() {
    return new TestClock(Clock.systemUTC().instant());
  }

  /** Forwards, or backwards when the duration is negative. */
  public void move(Duration by) {
    now = now.plus(by);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
