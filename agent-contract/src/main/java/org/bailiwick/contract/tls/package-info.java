/**
 * TLS between parties that identify each other by SPIFFE id and not by host name.
 *
 * <p>Doors: {@link org.bailiwick.contract.tls.SpiffeTrustManager} checks peers, {@link
 * org.bailiwick.contract.tls.TlsCredential} presents this party's certificate. Servers outside,
 * which have host names, are {@link org.bailiwick.contract.tls.CaTrust}'s. The trust anchors may
 * change at run time. Revocation is not checked here, because a handshake cannot tell the peer why
 * it is refused; the request filter checks it.
 */
package org.bailiwick.contract.tls;
