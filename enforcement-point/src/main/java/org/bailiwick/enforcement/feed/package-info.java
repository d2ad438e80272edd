/**
 * Follows the Master Agent's feed. Door: {@link org.bailiwick.enforcement.feed.MasterFeed}.
 *
 * <p>Invariants: the reader comes back by itself, and goes on where it was; an event that cannot be
 * read ends the connection and never the reader; length and time of everything that comes are
 * bounded.
 */
package org.bailiwick.enforcement.feed;
