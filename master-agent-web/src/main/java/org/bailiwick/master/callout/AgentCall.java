package org.bailiwick.master.callout;

import java.time.Duration;
import org.bailiwick.master.inventory.KnownAgent;

/**
 * One call of an agent: the agent, the Txn-Token, the idempotency key, the request id, the body
 * (JSON text), and the time limit for the whole answer.
 */
public record AgentCall(
    KnownAgent agent,
    String token,
    String idempotencyKey,
    String requestId,
    String body,
    Duration timeout) {

  /** Omits the token, because tokens are never logged. */
  @Override
  public String toString() {
    return "AgentCall[" + agent.agent() + " " + idempotencyKey + "]";
  }
}
