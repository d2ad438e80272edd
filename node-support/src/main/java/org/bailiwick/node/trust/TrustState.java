package org.bailiwick.node.trust;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of a node's trust in its domain, for its health check: whether it has anchors, the time
 * at which the authority last confirmed them, and the last fault ("" for none).
 */
public record TrustState(boolean ready, Optional<Instant> confirmedAt, String fault) {}
