/**
 * Other identifiers of agents (R26): which ones, how each was shown, and since when.
 *
 * <p>Doors: {@link org.bailiwick.ars.identifier.AgentIdentifiers} reads, {@link
 * org.bailiwick.ars.identifier.IdentifierTable} changes them inside a unit of work. Invariants:
 * texts are canonical; an identifier belongs to one agent, under the owner that the agent had when
 * it was shown; identifiers go in the transaction in which their agent is withdrawn or revoked; a
 * proof counts for a bounded time.
 */
package org.bailiwick.ars.identifier;
