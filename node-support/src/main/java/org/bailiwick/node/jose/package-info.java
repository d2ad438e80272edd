/**
 * Signed tokens (JWS, JWT). Doors: {@link org.bailiwick.node.jose.JwsSigner} makes them, {@link
 * org.bailiwick.node.jose.JwtChecks} checks them, {@link org.bailiwick.node.jose.CompactJws} takes
 * apart what has rules of its own; jose4j does not show.
 *
 * <p>Invariants: a checker knows the keys of one issuer, the types and algorithms that it accepts,
 * and nothing that a token says about itself widens them (RFC 8725); text that is not exactly a
 * compact JWS is refused before it is decoded.
 */
package org.bailiwick.node.jose;
