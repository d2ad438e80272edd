/**
 * Reading of JSON that was signed by someone else or written by an operator, and octets as values.
 *
 * <p>Door: {@link org.bailiwick.aca.claims.Claims}; {@link org.bailiwick.aca.claims.SignedClaims}
 * is the signature around them. Invariant: a member is either what the reader asked for or the
 * whole object is refused; nothing is converted.
 */
package org.bailiwick.aca.claims;
