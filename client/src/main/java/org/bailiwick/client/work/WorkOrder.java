package org.bailiwick.client.work;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.bailiwick.client.transactiontoken.VerifiedTransactionToken;
import org.bailiwick.contract.capability.Capability;

/**
 * One step of a job, requested with a token that passed all checks.
 *
 * @param capability the called capability, which the token covers
 * @param results the outputs of earlier steps, by step id
 * @param idempotencyKey identifies the step when its order is repeated
 * @param requestId identifies the request in logs
 */
public record WorkOrder(
    Capability capability,
    JsonValue input,
    JsonObject results,
    VerifiedTransactionToken token,
    String idempotencyKey,
    String requestId) {}
