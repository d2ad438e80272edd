package org.bailiwick.master.callout;

import java.time.Duration;

/**
 * Accepted work whose result nobody wants any more: where its agent tells its state, the
 * idempotency key of its order, and the request id and time limit of the call that says so.
 */
public record WithdrawnWork(
    String statusUrl, String idempotencyKey, String requestId, Duration timeout) {}
