/**
 * Enrolment over Secure Transport (RFC 7030, RFC 8951; docs/est.md): a second way in to the issuing
 * pipeline, with no way round any of its checks.
 *
 * <p>Door: {@link org.bailiwick.aca.est.EstEnroller}. Invariants: who asks is known from the
 * connection; what the CSR may become is read from an operator's file or from the credential that
 * it renews, and from a CSR nothing but the key; a label that nobody configured serves nobody.
 */
package org.bailiwick.aca.est;
