package org.bailiwick.node.feed;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of the feed, for the health check: whether the last poll succeeded, the time of the
 * last success, and the fault ("" for none).
 */
public record FeedState(boolean connected, Optional<Instant> heardAt, String fault) {}
