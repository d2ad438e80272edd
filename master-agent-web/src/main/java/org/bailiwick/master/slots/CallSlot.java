package org.bailiwick.master.slots;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.contract.identity.AgentId;

/** A slot in use, with the agent for which it counts. */
public final class CallSlot {

  private final Optional<AgentId> agent;
  private final Runnable freeing;
  private final AtomicBoolean left = new AtomicBoolean();

  CallSlot(Optional<AgentId> agent, Runnable freeing) {
    this.agent = agent;
    this.freeing = freeing;
  }

  /** The agent that may be called; empty if no agent was able when the slot was given. */
  public Optional<AgentId> agent() {
    return agent;
  }

  /** Frees the slot; a second call has no effect. */
  public void leave() {
    if (left.compareAndSet(false, true)) {
      freeing.run();
    }
  }
}
