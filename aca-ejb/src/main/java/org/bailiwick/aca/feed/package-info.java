/**
 * Security events for the nodes that must learn of a revocation at once (SSF 1.0, poll delivery RFC
 * 8936; requirement R23).
 *
 * <p>Doors: {@link org.bailiwick.aca.feed.EventFeed} and {@link
 * org.bailiwick.aca.feed.FeedWaiters}. Invariants: an event is recorded with its cause or not at
 * all; it stays until its receiver acknowledges it; each delivery has the same claims.
 */
package org.bailiwick.aca.feed;
