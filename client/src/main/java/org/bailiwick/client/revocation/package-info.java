/**
 * The revocation status of certificates of the trust domain, for an agent that serves calls, and
 * for one who knows certificates by their numbers only.
 *
 * <p>Doors: {@link org.bailiwick.client.revocation.RevocationStatus} and {@link
 * org.bailiwick.client.revocation.SerialStatus}. Invariants: every certificate of a chain is
 * checked, up to the trust anchor; a revoked certificate stays revoked however old the CRL is; a
 * status that is not known, or older than a bound, refuses; a CRL counts only if the issuer of the
 * certificate has signed it, and an older CRL never replaces a newer one.
 */
package org.bailiwick.client.revocation;
