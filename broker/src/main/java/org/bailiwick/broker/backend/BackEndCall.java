package org.bailiwick.broker.backend;

import java.time.Instant;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetOperation;

/**
 * One call of an operation, whose order passed all checks.
 *
 * @param input the order's input as JSON text; it is data of somebody else, whatever it contains
 * @param token what the verified Txn-Token says
 * @param idempotencyKey the same when the order is repeated, and of no other order
 * @param deadline the time by which the work has to be over
 */
public record BackEndCall(
    Asset asset,
    AssetOperation operation,
    String input,
    TokenFacts token,
    String idempotencyKey,
    Instant deadline) {}
