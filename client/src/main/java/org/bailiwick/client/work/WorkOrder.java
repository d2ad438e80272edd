package org.bailiwick.client.work;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.bailiwick.contract.capability.Capability;

/**
 * A step of a job that passed all checks.
 *
 * @param capability the called capability, which the token covers
 * @param results of the earlier steps, by step id
 * @param idempotencyKey the key under which the step is done once
 * @param requestId for logs
 */
public record WorkOrder(
    Capability capability,
    JsonValue input,
    JsonObject results,
    VerifiedTransactionToken token,
    String idempotencyKey,
    String requestId) {}
