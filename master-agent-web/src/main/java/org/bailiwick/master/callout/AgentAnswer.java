package org.bailiwick.master.callout;

import java.time.Duration;

/**
 * The outcome of a call, by the possible next step. A reason is a code, or a code and a few words
 * after a colon. It never repeats text of an agent or a library.
 */
public sealed interface AgentAnswer {

  /** The agent did it; {@code json} is its output as JSON text. */
  record Output(String json) implements AgentAnswer {}

  /** The agent answered and will not do it; asking again would not help. */
  record Refused(String reason) implements AgentAnswer {}

  /** The agent asks to be called again later. */
  record Busy(String reason, Duration after) implements AgentAnswer {}

  /**
   * There was no connection to it: it knows nothing of the call.
   *
   * @param cause names of the exceptions behind it, for the log
   */
  record NotReached(String reason, String cause) implements AgentAnswer {}

  /**
   * The connection broke or the time ran out: it may have done it, so only it may be asked again.
   *
   * @param cause names of the exceptions behind it, for the log
   */
  record Unsure(String reason, String cause) implements AgentAnswer {}
}
