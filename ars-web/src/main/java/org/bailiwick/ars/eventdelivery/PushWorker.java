package org.bailiwick.ars.eventdelivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import org.bailiwick.ars.eventstream.EventStream;
import org.bailiwick.ars.eventstream.EventStreams;
import org.bailiwick.ars.eventstream.ReceiverRight;
import org.bailiwick.ars.eventstream.ReceiverRight.Now;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.lease.Lease;

/**
 * Has the tokens posted that receivers lack, and ends the streams of receivers that have lost the
 * right or are not heard any more. Of the nodes that share a database the holder of the lease
 * works. One thread uses this class.
 */
final class PushWorker {
  private static final String LEASE = "ars-event-push";
  private static final Duration LEASE_TIME = Duration.ofSeconds(15);
  private static final Duration RENEWAL = Duration.ofSeconds(5);
  private static final Duration SWEEP = Duration.ofSeconds(5);

  private final Parts parts;
  private final PushPlaces places;
  private final Executor threads;
  private volatile long leaseUntil;
  private volatile boolean holds;
  private long acquiredAt;
  private long sweptAt;
  private Runnable turnEnded = () -> {};

  /** The collaborators. */
  record Parts(
      EventStreams streams,
      DueEvents events,
      PushSender sender,
      ReceiverRight right,
      Lease leases,
      DeliveryTimes times) {}

  /**
   * @param threads each turn of a stream has one of them
   */
  PushWorker(Parts parts, Executor threads) {
    this.parts = parts;
    this.places = new PushPlaces(parts.times().nanos());
    this.threads = threads;
    this.sweptAt = parts.times().nanos().getAsLong() - SWEEP.toNanos();
  }

  /** Has this run when a turn of a stream has ended, after which another may begin. */
  void onTurn(Runnable listener) {
    turnEnded = listener;
  }

  /** Begins what is due. */
  void run() {
    List<EventStream> all = parts.streams().all();
    if (all.isEmpty() || !holdsLease()) {
      return;
    }
    sweepIfDue(all);
    long present = parts.times().revision().getAsLong();
    for (EventStream stream : all) {
      if (stream.isPushed()
          && stream.isEnabled()
          && parts.events().isBehind(stream, present)
          && places.begin(stream)) {
        begin(stream);
      }
    }
  }

  /** Leaves the work to other processes. */
  void stop() {
    if (holds) {
      holds = false;
      parts.leases().release(LEASE);
    }
  }

  private boolean holdsLease() {
    long now = parts.times().nanos().getAsLong();
    if (!holds || now - acquiredAt >= RENEWAL.toNanos()) {
      acquiredAt = now;
      leaseUntil = now + LEASE_TIME.toNanos();
      holds = parts.leases().tryAcquire(LEASE, LEASE_TIME);
    }
    return holds;
  }

  /** Nothing is posted once the lease is over, since another process may have begun by then. */
  private boolean isCurrent() {
    return holds && parts.times().nanos().getAsLong() - leaseUntil < 0;
  }

  private void begin(EventStream stream) {
    try {
      threads.execute(() -> turn(stream));
    } catch (RejectedExecutionException full) {
      places.failed(stream.id());
    }
  }

  private void turn(EventStream stream) {
    PushSender.Turn turn = PushSender.Turn.FAILED;
    try {
      turn = parts.sender().send(stream, places.failures(stream.id()), this::isCurrent);
    } finally {
      if (turn == PushSender.Turn.FAILED) {
        places.failed(stream.id());
      } else {
        places.succeeded(stream.id());
        turnEnded.run();
      }
    }
  }

  private void sweepIfDue(List<EventStream> all) {
    long now = parts.times().nanos().getAsLong();
    if (now - sweptAt < SWEEP.toNanos()) {
      return;
    }
    sweptAt = now;
    Set<String> ids = all.stream().map(EventStream::id).collect(Collectors.toSet());
    places.keepOnly(ids);
    parts.events().keepOnly(ids);
    all.forEach(this::sweep);
  }

  private void sweep(EventStream stream) {
    Instant now = parts.times().clock().instant();
    if (stream.times().seen().plus(parts.times().inactivity()).isBefore(now)) {
      parts
          .streams()
          .remove(
              stream,
              EventStreams.about(
                  "event-stream.removed", stream, Outcome.DONE, "receiver-inactive"));
    } else if (stream.status().state() != EventStream.State.DISABLED
        && parts.right().of(stream) instanceof Now.Lost lost) {
      parts.streams().disable(stream, lost.check());
    }
  }
}
