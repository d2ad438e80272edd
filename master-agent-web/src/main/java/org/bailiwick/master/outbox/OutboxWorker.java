package org.bailiwick.master.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.bailiwick.master.callout.AssetCallers;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lease.HeldLease;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.lease.LeaseLostException;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.request.RequestContext;

/**
 * Performs the acts that are due, under one lease for all processes on the database. Several run at
 * once, but one at each target, and no thread waits for one of them alone. An act is marked after
 * it was performed; if the process ends in between, it is performed again.
 */
public final class OutboxWorker {

  private static final StructuredLog LOG = StructuredLog.of(OutboxWorker.class);

  private static final Duration LEASE_TIME = Duration.ofSeconds(15);
  private static final Duration RENEWAL = Duration.ofSeconds(5);

  /** The time after which a run leaves the rest to the next one. */
  private static final Duration LONGEST_RUN = Duration.ofSeconds(5);

  private static final Duration WAIT = Duration.ofMillis(500);
  private static final int BATCH = 50;

  /** The collaborators of the worker; {@code nanos} counts elapsed time. */
  public record Parts(
      EndingActs acts,
      OutboxFigures figures,
      Lease leases,
      JobCompensation compensation,
      SteadyTime time,
      LongSupplier nanos) {}

  private record Call(StoredAct act, CompletableFuture<ActResult> result) {}

  private final EndingActs acts;
  private final OutboxFigures figures;
  private final Lease leases;
  private final SteadyTime time;
  private final LongSupplier nanos;
  private final ActPerformer performer;
  private final OutboxSettings settings;
  private final ActTargets targets;
  private final List<Call> calls = new ArrayList<>();
  private volatile Optional<HeldLease> held = Optional.empty();
  private long renewedAt;

  public OutboxWorker(
      Parts parts, AgentInventory inventory, AssetCallers callers, OutboxSettings settings) {
    this.acts = parts.acts();
    this.figures = parts.figures();
    this.leases = parts.leases();
    this.time = parts.time();
    this.nanos = parts.nanos();
    this.performer =
        new ActPerformer(inventory, callers, parts.compensation(), settings.callTimeout());
    this.settings = settings;
    this.targets = new ActTargets(settings::pause, nanos);
  }

  /** Performs what is due, for a few seconds at most; one timer calls it. */
  public void run() {
    long until = nanos.getAsLong() + LONGEST_RUN.toNanos();
    try {
      while (round() && nanos.getAsLong() - until < 0) {
        awaitOne();
      }
    } catch (LeaseLostException e) {
      lost();
    }
  }

  /** Leaves the acts to other processes, after the last run. */
  public void stop() {
    held.ifPresent(lease -> leases.release(List.of(lease)));
    held = Optional.empty();
  }

  /** Returns false when nothing could be done. */
  private boolean round() {
    if (calls.isEmpty() && !hasWork()) {
      return false;
    }
    if (!holdsLease()) {
      forgetAnswers();
      return false;
    }
    HeldLease lease = held.orElseThrow();
    return settle(lease) + giveUpOld(lease) + begin(lease) > 0;
  }

  private boolean hasWork() {
    boolean due = !acts.due(time.latest(), targets.excluded(), 1).isEmpty();
    return (due || !old(1).isEmpty()) && !acts.isTaken(leases.taken(LEASE_TIME));
  }

  private boolean holdsLease() {
    long now = nanos.getAsLong();
    if (held.isPresent() && held.get().isCurrent() && now - renewedAt < RENEWAL.toNanos()) {
      return true;
    }
    if (held.isPresent() && !leases.renew(List.of(held.get()), LEASE_TIME).isEmpty()) {
      lost();
    }
    if (held.isEmpty()) {
      held = leases.acquire(EndingActs.LEASE, LEASE_TIME);
    }
    renewedAt = now;
    return held.isPresent();
  }

  /** Another process performs the acts now. */
  private void lost() {
    LOG.warn("outbox.taken-over", Map.of("running", calls.size()));
    held = Optional.empty();
    forgetAnswers();
  }

  /** What was answered is marked by the process that holds the lease, after it has asked again. */
  private void forgetAnswers() {
    List<Call> answered = calls.stream().filter(call -> call.result().isDone()).toList();
    answered.forEach(call -> targets.leave(call.act().target()));
    calls.removeAll(answered);
  }

  private int settle(HeldLease lease) {
    List<Call> answered = calls.stream().filter(call -> call.result().isDone()).toList();
    for (Call call : answered) {
      RequestContext.carrier(call.act().requestId()).apply(() -> settle(lease, call)).run();
    }
    return answered.size();
  }

  private void settle(HeldLease lease, Call call) {
    StoredAct act = call.act();
    switch (call.result().join()) {
      case ActResult.Done done -> {
        StoredAct tried = act.done();
        acts.done(
            lease, tried, tried.row("ending.done", Outcome.DONE, "").with("answer", done.how()));
        targets.succeeded(act.target());
      }
      case ActResult.Failed failed -> {
        failed(lease, act, failed);
        targets.failed(act.target());
      }
    }
    calls.remove(call); // not before it is marked, so that a mark that fails is tried again
  }

  private void failed(HeldLease lease, StoredAct act, ActResult.Failed failure) {
    StoredAct tried = act.failed(failure.reason());
    LOG.warn(
        "ending.failed",
        Map.of(
            "kind", act.name().kind(),
            "about", act.name().cause().toString(),
            "target", act.target(),
            "tries", tried.tries(),
            "reason", failure.reason(),
            "cause", failure.cause()));
    if (isOld(act)) {
      giveUp(lease, tried);
    } else {
      Instant end = act.createdAt().plus(settings.giveUpAfter());
      Instant next = time.latest().plus(settings.pause(tried.tries()));
      acts.failed(lease, tried, next.isAfter(end) ? end : next);
    }
  }

  private Instant oldBefore() {
    return time.earliest().minus(settings.giveUpAfter());
  }

  private boolean isOld(StoredAct act) {
    return !act.createdAt().isAfter(oldBefore());
  }

  /** Old acts at targets that have just failed, so that each is given up after a last try only. */
  private List<StoredAct> old(int most) {
    return targets.resting().isEmpty() ? List.of() : acts.old(oldBefore(), targets.resting(), most);
  }

  private int giveUpOld(HeldLease lease) {
    List<StoredAct> old = old(BATCH);
    for (StoredAct act : old) {
      RequestContext.carrier(act.requestId()).apply(() -> giveUp(lease, act)).run();
    }
    return old.size();
  }

  private void giveUp(HeldLease lease, StoredAct act) {
    String reason = act.lastReason().orElse("target-failed");
    int code = reason.indexOf(": ");
    String check = code < 0 ? reason : reason.substring(0, code);
    boolean marked =
        acts.givenUp(
            lease, act, act.row("ending.given-up", Outcome.FAILED, check).with("reason", reason));
    if (marked) {
      figures.gaveUp();
      LOG.warn(
          "ending.given-up",
          Map.of(
              "kind", act.name().kind(),
              "about", act.name().cause().toString(),
              "target", act.target(),
              "reason", reason));
    }
  }

  private int begin(HeldLease lease) {
    int begun = 0;
    while (performer.isReady() && lease.isCurrent() && calls.size() < settings.atOnce()) {
      int room = settings.atOnce() - calls.size();
      int before = calls.size();
      for (StoredAct act : acts.due(time.latest(), targets.excluded(), room)) {
        if (targets.begin(act.target())) {
          calls.add(new Call(act, performer.begin(act)));
        }
      }
      if (calls.size() == before) {
        break;
      }
      begun += calls.size() - before;
    }
    return begun;
  }

  /** Waits for any of the running acts, for a short time. */
  private void awaitOne() {
    if (calls.isEmpty()) {
      return;
    }
    CompletableFuture<?>[] running =
        calls.stream().map(Call::result).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.anyOf(running).get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // the next round, or the next run, looks again
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
