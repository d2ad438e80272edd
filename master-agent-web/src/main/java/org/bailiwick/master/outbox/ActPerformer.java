package org.bailiwick.master.outbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.bailiwick.master.callout.AgentCaller;
import org.bailiwick.master.callout.WithdrawalAnswer;
import org.bailiwick.master.callout.WithdrawnWork;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.KnownAgent;

/** Performs acts. It has the one switch over their kinds, and keeps no state. */
final class ActPerformer {

  private final AgentInventory inventory;
  private final AgentCaller agents;
  private final Duration timeout;

  ActPerformer(AgentInventory inventory, AgentCaller agents, Duration timeout) {
    this.inventory = inventory;
    this.agents = agents;
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
      case EndingAct.WithdrawWork work -> withdraw(work);
    };
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
    WithdrawnWork call =
        new WithdrawnWork(work.statusUrl(), work.orderKey(), work.jobId(), timeout);
    return agents.withdraw(agent.get(), call).thenApply(ActPerformer::result);
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
