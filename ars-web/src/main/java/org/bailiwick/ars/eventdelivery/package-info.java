/**
 * Delivers the tokens of event streams: to receivers that poll (RFC 8936), and by posting them (RFC
 * 8935). Doors: {@link org.bailiwick.ars.eventdelivery.EventPollResource} and {@link
 * org.bailiwick.ars.eventdelivery.EventPushes}.
 *
 * <p>Invariants: what a receiver lacks follows from its position and the registry's records, so
 * nothing waits in memory and a restart loses nothing; what is not acknowledged is sent again, with
 * the same identifier; a receiver that is slow, dead or never acknowledges costs the others
 * nothing; nothing is posted to an origin that the operator has not listed.
 */
package org.bailiwick.ars.eventdelivery;
