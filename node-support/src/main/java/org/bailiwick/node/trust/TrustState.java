package org.bailiwick.node.trust;

import java.time.Instant;
import java.util.Optional;

/**
 * How well a node knows its domain's trust, for its health check: whether it has anchors at all,
 * when the authority last confirmed them, and the last fault ("" for none).
 */
public record TrustState(boolean ready, Optional<Instant> confirmedAt, String fault) {}
