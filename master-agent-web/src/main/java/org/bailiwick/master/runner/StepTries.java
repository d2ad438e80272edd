package org.bailiwick.master.runner;

import java.time.Duration;
import java.util.Optional;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.master.journal.AttemptRecord;
import org.bailiwick.master.journal.StepRecord;

/**
 * The attempts at one step: the next number, how many tries this node has made, and the agent that
 * the step is bound to once a call may have reached it. A repetition at another agent could do the
 * step's work twice, since only the first knows the idempotency key.
 */
final class StepTries {

  /** The prefix of an attempt's reason when the agent cannot know of the attempt. */
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
    delay = ""; // it was released, so whatever was missing is there
    return ++lastNumber;
  }

  /** Whether the step waits for another reason than the last time that it was asked. */
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

  /** The pause before the next try: doubled each time, or what the agent asked for if longer. */
  synchronized Duration pause(Duration first, Duration asked) {
    Duration own = first.multipliedBy(1L << Math.min(tries - 1, 6));
    return own.compareTo(asked) > 0 ? own : asked;
  }
}
