package org.bailiwick.proxy.rules;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/**
 * The answer for the agent and the line for the log, both without secrets, and the action if the
 * agent has gone before it got the answer.
 */
public record ProxyAnswer(JsonObject answer, String line, Runnable lost) {
  /** There was nothing to get, and nothing to say. */
  public static final ProxyAnswer NOTHING = new ProxyAnswer(JsonValue.EMPTY_JSON_OBJECT, "");

  /** One that the agent can ask for again. */
  public ProxyAnswer(JsonObject answer, String line) {
    this(answer, line, () -> {});
  }
}
