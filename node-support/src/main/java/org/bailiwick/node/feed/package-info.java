/**
 * The revocations that a node knows.
 *
 * <p>Doors: {@link org.bailiwick.node.feed.AuthorityFeed}, which reads the authority's events,
 * {@link org.bailiwick.node.feed.CrlRevocations} for this domain and {@link
 * org.bailiwick.node.feed.PartnerRevocations} for partners. A revocation event is never forgotten;
 * an older CRL is never taken; when the last news is too old, the status is unknown and the peer
 * filter refuses. docs/trust.md gives the bounds.
 */
package org.bailiwick.node.feed;
