/**
 * The revocations that a node knows.
 *
 * <p>Doors: {@link org.bailiwick.node.feed.AuthorityFeed}, which reads the authority's events,
 * {@link org.bailiwick.node.feed.CrlRevocations} for the own domain and {@link
 * org.bailiwick.node.feed.PartnerRevocations} for partners. A revocation once heard of holds; an
 * older CRL is never taken; knowledge that is too old is no knowledge, and the peer filter then
 * refuses. docs/trust.md gives the bounds.
 */
package org.bailiwick.node.feed;
