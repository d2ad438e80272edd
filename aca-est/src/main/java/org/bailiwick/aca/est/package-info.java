/**
 * Enrolment over Secure Transport (RFC 7030, RFC 8951; docs/est.md), a second interface to the
 * issuing pipeline, which does the same checks.
 *
 * <p>Door: {@link org.bailiwick.aca.est.EstEnroller}. Invariants: the connection authenticates the
 * client; the content of the new credential is read from an operator's file, a join token or the
 * renewed credential, and from the CSR only the key; a label without a file exists only as the
 * default.
 */
package org.bailiwick.aca.est;
