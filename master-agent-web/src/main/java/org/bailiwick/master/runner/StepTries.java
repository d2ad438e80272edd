package org.bailiwick.master.runner;

import java.time.Duration;
import java.util.Optional;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.master.journal.AttemptRecord;
import org.bailiwick.master.journal.StepRecord;

/**
 * The attempts at one step: the next number, the number of attempts by this node, and the agent to
 * which the step is bound. A step is bound to an agent as soon as a call may have reached it,
 * because another agent does not know the idempotency key and could do the work again.
 */
final class StepTries {

  /** The prefix of an attempt's reason if the call did not reach the agent. */
  static final String NOT_REACHED = "agent-not-reached";

  private int lastNumber;
  private int tries;
  private Optional<AgentId> bound = Optional.empty();
  private String delay = "";

  private StepTries() {}

  static StepTries of(StepRecord step) {
    StepTries tries = new StepTries();
    for (AttemptRecord attempt : step.attempts()) {
      tries.lastNumber = attempt.number();
      if (attempt.reason().filter(reason -> reason.startsWith(NOT_REACHED)).isEmpty()) {
        tries.bound = Optional.of(AgentId.parse(attempt.agent()));
      }
    }
    return tries;
  }

  synchronized int next() {
    tries++;
    delay = ""; // the step was released, so no dependency is missing now
    return ++lastNumber;
  }

  /** Stores the reason of a delay, and returns whether it differs from the last one. */
  synchronized boolean isNewDelay(String reason) {
    boolean other = !delay.equals(reason);
    delay = reason;
    return other;
  }

  synchronized int tries() {
    return tries;
  }

  synchronized Optional<AgentId> bound() {
    return bound;
  }

  synchronized void bind(AgentId agent) {
    bound = Optional.of(agent);
  }

  /**
   * The pause before the next attempt. It doubles each time, unless the agent requested a longer
   * one.
   */
  synchronized Duration pause(Duration first, Duration requested) {
    Duration doubled = first.multipliedBy(1L << Math.min(tries - 1, 6));
    return doubled.compareTo(requested) > 0 ? doubled : requested;
  }
}
