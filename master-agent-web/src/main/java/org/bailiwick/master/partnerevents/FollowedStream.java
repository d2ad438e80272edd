package org.bailiwick.master.partnerevents;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.principalevents.EventPoll;

/** One stream at this node: polled every few seconds, more rarely while that fails. */
final class FollowedStream {
  private static final StructuredLog LOG = StructuredLog.of(FollowedStream.class);
  private static final Duration PERIOD = Duration.ofSeconds(4);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** Well above the period and the bound of a fetch. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  private static final int NAME = 40;

  private final String issuer;
  private final EventPoll poll;
  private final EventPoll.Listener listener;
  private final Lease leases;
  private final Clock clock;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile Instant next = Instant.MIN;
  private volatile Optional<String> fault = Optional.empty();
  private Duration pause = PERIOD;

  FollowedStream(
      String issuer, EventPoll poll, EventPoll.Listener listener, Lease leases, Clock clock) {
    this.issuer = issuer;
    this.poll = poll;
    this.listener = listener;
    this.leases = leases;
    this.clock = clock;
  }

  /** Polls if the time has come and no poll is under way. */
  void begin(Executor executor) {
    Instant now = clock.instant();
    boolean due = !now.isBefore(next) || next.isAfter(now.plus(LONGEST)); // the clock was ahead
    if (due && underWay.compareAndSet(false, true)) {
      try {
        executor.execute(this::pollOnce);
      } catch (RuntimeException e) {
        underWay.set(false);
        throw e;
      }
    }
  }

  Optional<String> fault() {
    return fault;
  }

  private void pollOnce() {
    try {
      boolean mine = leases.tryAcquire(lease(), LEASE);
      boolean more = mine && poll.poll(listener);
      fault = Optional.empty();
      pause = PERIOD;
      next = more ? clock.instant() : clock.instant().plus(pause);
    } catch (IOException | RuntimeException e) {
      failed(e);
    } finally {
      underWay.set(false);
    }
  }

  private void failed(Exception failure) {
    fault =
        Optional.of(
            failure instanceof ProblemException problem ? problem.check() : "poll-unreadable");
    LOG.warn("partner-events.poll-failed", Map.of("issuer", issuer, "check", fault.get()));
    next = clock.instant().plus(pause);
    pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
  }

  private String lease() {
    return "partner-events/" + Sha256.hex(issuer).substring(0, NAME);
  }
}
