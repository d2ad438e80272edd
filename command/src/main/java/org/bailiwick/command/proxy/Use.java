package org.bailiwick.command.proxy;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;

/**
 * What the agent gets, and what the log says of it: no secrets in either; and what is to be done if
 * the agent is gone before it has got it.
 */
record Use(JsonObject answer, String line, Runnable lost) {
  /** There was nothing to get, and nothing to say. */
  static final Use NOTHING = new Use(JsonValue.EMPTY_JSON_OBJECT, "");

  /** One that the agent can ask for again. */
  Use(JsonObject answer, String line) {
    this(answer, line, () -> {});
  }
}
