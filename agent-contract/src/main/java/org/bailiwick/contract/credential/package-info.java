/**
 * The content of a credential: its extensions, the certificate as a value, and checks of public
 * keys.
 *
 * <p>This package converts bytes to values without clock or network, and does not decide about
 * trust. Any bytes give a value or a {@link org.bailiwick.contract.problem.ProblemException}. The
 * document {@code docs/certificate-profile.md} has the ASN.1.
 */
package org.bailiwick.contract.credential;
