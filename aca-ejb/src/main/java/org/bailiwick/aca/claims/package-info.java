/**
 * Reads JSON that another party signed or an operator wrote, reads binary structures, and holds
 * octets as values.
 *
 * <p>Doors: {@link org.bailiwick.aca.claims.Claims}, and {@link
 * org.bailiwick.aca.claims.SignedClaims} for signed ones; {@link
 * org.bailiwick.aca.claims.OctetReader} for structures. Invariant: a member of another type than
 * the reader expects is refused and never converted.
 */
package org.bailiwick.aca.claims;
