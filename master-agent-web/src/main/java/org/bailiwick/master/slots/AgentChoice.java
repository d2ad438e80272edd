package org.bailiwick.master.slots;

import java.util.function.Predicate;
import org.bailiwick.contract.identity.AgentId;

/** Chooses the agent of a call from memory, without waiting. */
@FunctionalInterface
public interface AgentChoice {

  /** The agent for the demand, among those that have room for one more call. */
  Choice choose(Demand demand, Predicate<AgentId> hasRoom);

  /** The outcome of a choice. */
  sealed interface Choice {}

  /** This agent takes the call. */
  record Chosen(AgentId agent) implements Choice {}

  /** Every able agent has all the calls that it may have, so the call waits. */
  record Full() implements Choice {}

  /**
   * No agent is able to take the call. It gets a slot without an agent, so that its task reports
   * this.
   */
  record Nobody() implements Choice {}
}
