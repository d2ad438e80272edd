/**
 * Enrolment over Secure Transport (RFC 7030, RFC 8951; docs/est.md), a second interface to the
 * issuing pipeline, with the same checks.
 *
 * <p>Door: {@link org.bailiwick.aca.est.EstEnroller}. Invariants: the connection authenticates the
 * client; only the key is read from the CSR, and the rest of the new credential from an operator's
 * file, a join token or the renewed credential; each label except the default one needs a file.
 */
package org.bailiwick.aca.est;
