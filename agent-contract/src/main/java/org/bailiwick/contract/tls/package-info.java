/**
 * TLS between parties that know each other by SPIFFE id and not by host name.
 *
 * <p>Doors: {@link org.bailiwick.contract.tls.SpiffeTrustManager} (whom to trust), {@link
 * org.bailiwick.contract.tls.TlsCredential} (what to show). The path is checked to anchors that may
 * change at run time; revocation is not checked here, because the handshake cannot say why it
 * refuses: the request filter does.
 */
package org.bailiwick.contract.tls;
