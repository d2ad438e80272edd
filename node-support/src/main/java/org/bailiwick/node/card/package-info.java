/**
 * Signatures of agent cards (A2A 1.0 section 8.4), for the domain's card and for those of its
 * agents. Door: {@link org.bailiwick.node.card.SignedCard}.
 *
 * <p>Invariant: a signature is over the canonical form of exactly the card that is served.
 */
package org.bailiwick.node.card;
