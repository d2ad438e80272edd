/**
 * The trust of a node and its sources.
 *
 * <p>Doors: {@link org.bailiwick.node.trust.DomainTrust} for this domain (one pinned fingerprint,
 * the authority's bundle, copies on disk) and {@link org.bailiwick.node.trust.PartnerDirectory} for
 * partner domains (one folder each). An anchor counts for its own trust domain only. Requests never
 * wait for a document: {@link org.bailiwick.node.trust.BundlePoll} reads regularly, and early after
 * a request with an unknown issuer or key. {@link org.bailiwick.node.trust.VerificationKeys} holds
 * an issuer's JWK set. docs/trust.md explains how they work together.
 */
package org.bailiwick.node.trust;
