/**
 * Signed tokens (JWS, JWT). Doors: {@link org.bailiwick.node.jose.JwsSigner} makes them, {@link
 * org.bailiwick.node.jose.JwtChecks} checks them, {@link org.bailiwick.node.jose.CompactJws} gives
 * the parts of one; jose4j types stay inside the package.
 *
 * <p>Invariants: a checker accepts the keys of one issuer and a fixed list of types and algorithms,
 * and nothing in a token extends these (RFC 8725); text that is not exactly a compact JWS is
 * refused before it is decoded.
 */
package org.bailiwick.node.jose;
