package org.bailiwick.master.outbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.bailiwick.master.callout.AssetCallers;
import org.bailiwick.master.callout.WithdrawalAnswer;
import org.bailiwick.master.callout.WithdrawnWork;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.KnownAgent;

/** Performs acts. It has the one switch over their kinds, and keeps no state. */
final class ActPerformer {

  private final AgentInventory inventory;
  private final AssetCallers callers;
  private final JobCompensation compensation;
  private final Duration timeout;

  ActPerformer(
      AgentInventory inventory,
      AssetCallers callers,
      JobCompensation compensation,
      Duration timeout) {
    this.compensation = compensation;
    this.inventory = inventory;
    this.callers = callers;
    this.timeout = timeout;
  }

  /** Whether it is known at present where the targets are. */
  boolean isReady() {
    return inventory.isFresh();
  }

  /** Begins an act. The result comes in bounded time, and never as an exception. */
  CompletableFuture<ActResult> begin(StoredAct stored) {
    try {
      return stored
          .act()
          .map(this::begin)
          .orElseGet(() -> failed("ending-unreadable", ""))
          .exceptionally(ActPerformer::nodeFault);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(nodeFault(e));
    }
  }

  private CompletableFuture<ActResult> begin(EndingAct act) {
    return switch (act) {
      case EndingAct.WithdrawWork work ->
          work.target().domain().isPresent() ? cancel(work) : withdraw(work);
      case EndingAct.CompensateJob work -> undo(work);
    };
  }

  /** The job that undoes it is executed like any other, so storing it is all of the act. */
  private CompletableFuture<ActResult> undo(EndingAct.CompensateJob work) {
    return compensation
        .undo(work.jobId())
        .map(reason -> failed(reason, ""))
        .orElseGet(() -> CompletableFuture.completedFuture(new ActResult.Done("stored")));
  }

  /** At a partner domain, the work is a job, which is cancelled. */
  private CompletableFuture<ActResult> cancel(EndingAct.WithdrawWork work) {
    return callers
        .domains()
        .find(work.target())
        .map(domain -> callers.domains().withdraw(domain, call(work), work.stepId()))
        .map(answer -> answer.thenApply(ActPerformer::result))
        .orElseGet(() -> failed("domain-not-callable", ""));
  }

  /** No call goes to an agent whose credential is revoked, not even this one. */
  private CompletableFuture<ActResult> withdraw(EndingAct.WithdrawWork work) {
    Optional<KnownAgent> agent = inventory.find(work.target());
    if (agent.isEmpty()) {
      return failed("agent-not-listed", "");
    }
    if (agent.get().isRevoked()) {
      return failed("credential-revoked", "");
    }
    return callers.agents().withdraw(agent.get(), call(work)).thenApply(ActPerformer::result);
  }

  private WithdrawnWork call(EndingAct.WithdrawWork work) {
    return new WithdrawnWork(work.statusUrl(), work.orderKey(), work.jobId(), timeout);
  }

  private static ActResult result(WithdrawalAnswer answer) {
    return switch (answer) {
      case WithdrawalAnswer.Withdrawn withdrawn ->
          new ActResult.Done("status " + withdrawn.status());
      case WithdrawalAnswer.Failed failed -> new ActResult.Failed(failed.reason(), failed.cause());
    };
  }

  private static ActResult nodeFault(Throwable fault) {
    return new ActResult.Failed("node-fault", fault.getClass().getSimpleName());
  }

  private static CompletableFuture<ActResult> failed(String reason, String cause) {
    return CompletableFuture.completedFuture(new ActResult.Failed(reason, cause));
  }
}
