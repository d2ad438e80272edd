/**
 * What changes of the registry's records mean to receivers outside of it: security event tokens
 * (RFC 8417) of the kinds that CAEP 1.0 and this product define. Doors: {@link
 * org.bailiwick.ars.agentevent.StateChanges}, {@link org.bailiwick.ars.agentevent.EventClaims} and
 * {@link org.bailiwick.ars.agentevent.EventSigner}.
 *
 * <p>Invariants: the same change has the same token for a stream, at every node and after a
 * restart; a receiver is told of an agent only if it may find that agent; a token has nothing that
 * the agent says of itself, and not the words of an officer.
 */
package org.bailiwick.ars.agentevent;
