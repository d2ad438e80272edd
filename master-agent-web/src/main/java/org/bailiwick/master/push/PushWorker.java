package org.bailiwick.master.push;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lease.HeldLease;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.lease.LeaseLostException;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.request.RequestContext;

/**
 * Sends the notifications that are due, under one lease for all processes on the database. A
 * notification is marked after it was sent; if the process ends in between, it is sent again.
 */
public final class PushWorker {

  private static final StructuredLog LOG = StructuredLog.of(PushWorker.class);

  private static final Duration LEASE_TIME = Duration.ofSeconds(15);
  private static final Duration RENEWAL = Duration.ofSeconds(5);

  /** The time after which a run leaves the rest to the next one. */
  private static final Duration LONGEST_RUN = Duration.ofSeconds(5);

  private static final Duration WAIT = Duration.ofMillis(500);
  private static final String SENT = "push-notification.sent";
  private static final String ENDED = "push-configuration.ended";

  /** The collaborators of the worker; {@code nanos} counts elapsed time. */
  record Parts(
      PushQueue queue, PushSender sender, Lease leases, SteadyTime time, LongSupplier nanos) {}

  private record Sending(StoredPush push, CompletableFuture<PushOutcome> outcome) {}

  private final Parts parts;
  private final PushSettings settings;
  private final Executor threads;
  private final PushTargets targets;
  private final List<Sending> sendings = new ArrayList<>();
  private volatile Optional<HeldLease> held = Optional.empty();
  private long renewedAt;

  /**
   * @param threads each notification has one of them until it is sent
   */
  PushWorker(Parts parts, PushSettings settings, Executor threads) {
    this.parts = parts;
    this.settings = settings;
    this.threads = threads;
    this.targets = new PushTargets(settings.atOnce(), parts.nanos());
  }

  /** Sends what is due, for a few seconds at most; one timer calls it. */
  public void run() {
    long until = parts.nanos().getAsLong() + LONGEST_RUN.toNanos();
    try {
      while (round() && parts.nanos().getAsLong() - until < 0) {
        awaitOne();
      }
    } catch (LeaseLostException e) {
      lost();
    }
  }

  /** Leaves the notifications to other processes, after the last run. */
  public void stop() {
    held.ifPresent(lease -> parts.leases().release(List.of(lease)));
    held = Optional.empty();
  }

  /** Returns false when nothing could be done. */
  private boolean round() {
    if (sendings.isEmpty() && !hasWork()) {
      return false;
    }
    if (!holdsLease()) {
      forgetOutcomes();
      return false;
    }
    HeldLease lease = held.orElseThrow();
    return settle(lease) + begin(lease) > 0;
  }

  private boolean hasWork() {
    return !parts.queue().due(targets, 1).isEmpty()
        && !parts.queue().isTaken(parts.leases().taken(LEASE_TIME));
  }

  private boolean holdsLease() {
    long now = parts.nanos().getAsLong();
    if (held.isPresent() && held.get().isCurrent() && now - renewedAt < RENEWAL.toNanos()) {
      return true;
    }
    if (held.isPresent() && !parts.leases().renew(List.of(held.get()), LEASE_TIME).isEmpty()) {
      lost();
    }
    if (held.isEmpty()) {
      held = parts.leases().acquire(PushQueue.LEASE, LEASE_TIME);
    }
    renewedAt = now;
    return held.isPresent();
  }

  /** Another process sends the notifications now. */
  private void lost() {
    LOG.warn("push.taken-over", Map.of("running", sendings.size()));
    held = Optional.empty();
    forgetOutcomes();
  }

  /** What was sent is marked by the process that holds the lease, after it has sent it again. */
  private void forgetOutcomes() {
    List<Sending> over = sendings.stream().filter(each -> each.outcome().isDone()).toList();
    over.forEach(each -> targets.leave(each.push()));
    sendings.removeAll(over);
  }

  private int settle(HeldLease lease) {
    List<Sending> over = sendings.stream().filter(each -> each.outcome().isDone()).toList();
    for (Sending each : over) {
      StoredPush push = each.push();
      RequestContext.carrier(push.jobId())
          .apply(() -> settle(lease, push, each.outcome().join()))
          .run();
      sendings.remove(each); // not before it is marked, so that a mark that fails is tried again
    }
    return over.size();
  }

  private void settle(HeldLease lease, StoredPush push, PushOutcome outcome) {
    PushQueue queue = parts.queue();
    switch (outcome) {
      case PushOutcome.SentArtifact sent ->
          queue.sent(lease, push, sent.stepId(), sent(push).with("artifact", sent.stepId()));
      case PushOutcome.NoArtifact absent -> queue.sent(lease, push, absent.stepId());
      case PushOutcome.SentEnd sent -> queue.over(lease, push, sent(push));
      case PushOutcome.Refused refused -> {
        LOG.warn("push.refused", about(push, refused.check()));
        queue.over(lease, push, push.row(ENDED, Outcome.DENIED, refused.check(), ""));
      }
      case PushOutcome.Failed failed -> failed(lease, push, failed.check());
      case PushOutcome.Nothing nothing -> {
        // the row is looked at again after a rest
      }
    }
    if (outcome instanceof PushOutcome.Failed || outcome instanceof PushOutcome.Nothing) {
      targets.failed(push);
    } else {
      targets.succeeded(push);
    }
  }

  private void failed(HeldLease lease, StoredPush push, String check) {
    LOG.warn("push.failed", about(push, check));
    if (push.tries() + 1 >= settings.tries()) {
      parts.queue().over(lease, push, push.row(ENDED, Outcome.FAILED, check, ""));
    } else {
      Instant next = parts.time().latest().plus(PushTargets.pause(push.tries() + 1));
      parts.queue().failed(lease, push, check, next);
    }
  }

  private static AuditEntry sent(StoredPush push) {
    return push.row(SENT, Outcome.DONE, "", "");
  }

  private static Map<String, Object> about(StoredPush push, String check) {
    return Map.of(
        "job", push.jobId(),
        "configuration", push.name(),
        "origin", push.origin(),
        "tries", push.tries(),
        "reason", check);
  }

  private int begin(HeldLease lease) {
    int begun = 0;
    while (lease.isCurrent() && sendings.size() < settings.atOnce()) {
      int before = sendings.size();
      for (StoredPush push : parts.queue().due(targets, settings.atOnce() - before)) {
        if (targets.begin(push)) {
          sendings.add(new Sending(push, sending(lease, push)));
        }
      }
      if (sendings.size() == before) {
        break;
      }
      begun += sendings.size() - before;
    }
    return begun;
  }

  /** Nothing is sent once the lease is over, since another process may have begun by then. */
  private CompletableFuture<PushOutcome> sending(HeldLease lease, StoredPush push) {
    try {
      return CompletableFuture.supplyAsync(
              () ->
                  lease.isCurrent()
                      ? parts.sender().send(push)
                      : new PushOutcome.Failed("lease-over"),
              threads)
          .exceptionally(fault -> new PushOutcome.Failed("node-fault"));
    } catch (RejectedExecutionException full) {
      return CompletableFuture.completedFuture(new PushOutcome.Failed("threads-full"));
    }
  }

  /** Waits for any of the notifications on their way, for a short time. */
  private void awaitOne() {
    if (sendings.isEmpty()) {
      return;
    }
    CompletableFuture<?>[] running =
        sendings.stream().map(Sending::outcome).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.anyOf(running).get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // the next round, or the next run, looks again
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
