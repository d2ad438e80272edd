/**
 * Agent cards (A2A 1.0) of single agents, signed by the registry. Door: {@link
 * org.bailiwick.ars.card.CardIssuer}.
 *
 * <p>Invariants: what a card says of an agent comes from its credential; what the agent says of
 * itself stands in one extension, which says that it is unsigned by the authority; how the agent is
 * called is copied from the domain's card. No URL of an agent is fetched.
 */
package org.bailiwick.ars.card;
