/**
 * Certificate revocation lists (RFC 5280 section 5).
 *
 * <p>Door: {@link org.bailiwick.aca.crl.CrlPublisher}. Invariants: a revoked certificate is on
 * every CRL from its revocation until the first after its expiry; CRL numbers rise.
 */
package org.bailiwick.aca.crl;
