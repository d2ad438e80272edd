package org.bailiwick.master.callout;

import jakarta.json.JsonObject;
import java.time.Duration;
import org.bailiwick.master.inventory.KnownAgent;

/**
 * One call: whom, with which Txn-Token, under which idempotency key and request id, what to send,
 * and how long to wait for the whole answer.
 */
public record AgentCall(
    KnownAgent agent,
    String token,
    String idempotencyKey,
    String requestId,
    JsonObject body,
    Duration timeout) {

  /** Without the token: it is never logged. */
  @Override
  public String toString() {
    return "AgentCall[" + agent.agent() + " " + idempotencyKey + "]";
  }
}
