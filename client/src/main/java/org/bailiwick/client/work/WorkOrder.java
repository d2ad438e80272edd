package org.bailiwick.client.work;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.bailiwick.contract.capability.Capability;

/**
 * One step, checked: the capability that was called and that the token covers, its input, the
 * results of the steps before it by step id, the verified token, the key under which it is done
 * once, and the request id for logs.
 */
public record WorkOrder(
    Capability capability,
    JsonValue input,
    JsonObject results,
    VerifiedTransactionToken token,
    String idempotencyKey,
    String requestId) {}
