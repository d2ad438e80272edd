package org.bailiwick.node.feed;

import java.time.Instant;
import java.util.Optional;

/**
 * How the feed is, for the health check: whether the last poll went well, when one last did, and
 * the fault ("" for none).
 */
public record FeedState(boolean connected, Optional<Instant> heardAt, String fault) {}
