/**
 * The revocations that a node knows.
 *
 * <p>Doors: {@link org.bailiwick.node.feed.AuthorityFeed}, which reads the authority's events,
 * {@link org.bailiwick.node.feed.CrlRevocations} for this domain and {@link
 * org.bailiwick.node.feed.PartnerRevocations} for partners. Invariants: a revocation event is never
 * forgotten; a CRL is never replaced by an older one; when the newest data are too old, the status
 * is unknown and the peer filter refuses the peer. docs/trust.md gives the bounds.
 */
package org.bailiwick.node.feed;
