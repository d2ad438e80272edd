package org.bailiwick.node.trust;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of a node's trust in its domain, for its health check.
 *
 * @param ready whether there are anchors
 * @param confirmedAt when they were last read from the authority
 * @param fault of the last reading; empty if it succeeded
 */
public record TrustState(boolean ready, Optional<Instant> confirmedAt, String fault) {}
