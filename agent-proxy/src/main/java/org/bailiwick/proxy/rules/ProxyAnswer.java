package org.bailiwick.proxy.rules;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/**
 * The answer for the agent and the line for the log, both without secrets, and an action for when
 * the answer does not reach the agent.
 */
public record ProxyAnswer(JsonObject answer, String line, Runnable lost) {
  /** No order is waiting. */
  public static final ProxyAnswer NOTHING = new ProxyAnswer(JsonValue.EMPTY_JSON_OBJECT, "");

  /** An answer that needs no action, because the agent can repeat its request. */
  public ProxyAnswer(JsonObject answer, String line) {
    this(answer, line, () -> {});
  }
}
