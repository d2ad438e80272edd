package org.bailiwick.master.callout;

import java.time.Duration;

/**
 * The outcome of a call of an agent. There is one type for each way to continue. A reason is a
 * code, or a code, a colon and a few words. It never repeats text of an agent or a library.
 */
public sealed interface AgentAnswer {

  /** The agent has done its work; {@code json} is its output as JSON text. */
  record Output(String json) implements AgentAnswer {}

  /** The agent refuses the work, and would refuse it again. */
  record Refused(String reason) implements AgentAnswer {}

  /** The agent asks to be called again later. */
  record Busy(String reason, Duration after) implements AgentAnswer {}

  /**
   * The connection could not be made, so the agent does not know of the call.
   *
   * @param cause class names of the exceptions, for the log
   */
  record NotReached(String reason, String cause) implements AgentAnswer {}

  /**
   * The connection broke or the time ran out. The agent may have done the work, so only this agent
   * may be called again.
   *
   * @param cause class names of the exceptions, for the log
   */
  record Unsure(String reason, String cause) implements AgentAnswer {}
}
