package org.bailiwick.master.callout;

import java.time.Duration;

/** What came of a call, by what may be done next. */
public sealed interface AgentAnswer {

  /** The agent did it; {@code json} is its output as JSON text. */
  record Output(String json) implements AgentAnswer {}

  /** The agent answered and will not do it; asking again would not help. */
  record Refused(String reason) implements AgentAnswer {}

  /** The agent asks to be called again later. */
  record Busy(String reason, Duration after) implements AgentAnswer {}

  /** There was no connection to it: it knows nothing of the call. */
  record NotReached(String reason) implements AgentAnswer {}

  /**
   * The connection broke or the time ran out: it may have done it, so only it may be asked again.
   */
  record Unsure(String reason) implements AgentAnswer {}
}
