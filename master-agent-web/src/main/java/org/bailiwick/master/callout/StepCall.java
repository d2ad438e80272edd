package org.bailiwick.master.callout;

import java.time.Duration;

/**
 * What every call for a step has: the Txn-Token, the idempotency key, the request id, and the time
 * limit for the whole answer.
 */
public record StepCall(String token, String idempotencyKey, String requestId, Duration timeout) {

  /** Omits the token, because tokens are never logged. */
  @Override
  public String toString() {
    return "StepCall[" + idempotencyKey + "]";
  }
}
