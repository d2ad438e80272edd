/**
 * Nonces, which show that enrolment evidence is fresh.
 *
 * <p>Doors: {@link org.bailiwick.aca.nonce.NonceMint} mints and recognises, {@link
 * org.bailiwick.aca.nonce.NonceTickets} does so for clients that choose the length and show a
 * ticket, {@link org.bailiwick.aca.nonce.SpentNonces} spends. Invariants: a nonce not minted here
 * is refused without a database; a nonce has one text form; of many simultaneous uses on any nodes
 * exactly one succeeds, because the nonce is a primary key (RFC 9334 section 10.2).
 */
package org.bailiwick.aca.nonce;
