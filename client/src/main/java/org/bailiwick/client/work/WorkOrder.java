package org.bailiwick.client.work;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.bailiwick.client.transactiontoken.VerifiedTransactionToken;
import org.bailiwick.contract.capability.Capability;

/**
 * One step of a job, requested with a token that passed all checks.
 *
 * @param capability the called capability, which the token covers
 * @param results the outputs of earlier steps, by step id, except those of {@code resultReferences}
 * @param resultReferences the outputs that are too long for an order
 * @param idempotencyKey identifies the step when its order is repeated
 * @param requestId identifies the request in logs
 */
public record WorkOrder(
    Capability capability,
    JsonValue input,
    JsonObject results,
    ResultReferences resultReferences,
    VerifiedTransactionToken token,
    String idempotencyKey,
    String requestId) {

  /** An order whose results are all a part of it. */
  public WorkOrder(
      Capability capability,
      JsonValue input,
      JsonObject results,
      VerifiedTransactionToken token,
      String idempotencyKey,
      String requestId) {
    this(capability, input, results, ResultReferences.NONE, token, idempotencyKey, requestId);
  }
}
