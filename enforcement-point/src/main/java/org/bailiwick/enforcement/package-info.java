/**
 * What an enforcement point is told of the domain. Door: {@link
 * org.bailiwick.enforcement.FeedListener}, which whatever enforces implements.
 *
 * <p>Invariants: these are facts of the Master Agent's feed and nobody else's word; what is not
 * known is absent; a listener is called by one thread.
 */
package org.bailiwick.enforcement;
