/**
 * The content of a credential and the keys that it may hold: the extension, the read view of a
 * certificate, key checks.
 *
 * <p>Bytes in, values out, without clock or network; trust is decided elsewhere. Whatever the bytes
 * are, the answer is a value or a {@link org.bailiwick.contract.problem.ProblemException}.
 * docs/certificate-profile.md has the ASN.1.
 */
package org.bailiwick.contract.credential;
