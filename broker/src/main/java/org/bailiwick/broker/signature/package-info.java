/**
 * Signatures of the broker for back ends: of requests by a shared secret (RFC 9421), and of JWTs by
 * the key of the broker's own credential.
 *
 * <p>Doors: {@link org.bailiwick.broker.signature.SignatureBase} and {@link
 * org.bailiwick.broker.signature.BrokerSignature}. Invariant: the broker makes all claims, and
 * names the type of each JWT, so that a signature can't be used as another statement of the same
 * key.
 */
package org.bailiwick.broker.signature;
