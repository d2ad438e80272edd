/**
 * Reads JSON that another party signed or an operator wrote, and holds octets as values.
 *
 * <p>Doors: {@link org.bailiwick.aca.claims.Claims}, and {@link
 * org.bailiwick.aca.claims.SignedClaims} for signed ones. Invariant: a member of another type than
 * the reader expects is refused and never converted.
 */
package org.bailiwick.aca.claims;
