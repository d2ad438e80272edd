package org.bailiwick.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Accepts every client certificate, on purpose. The handshake proves that the peer holds the
 * private key. The node's peer filter then checks path, validity, trust domain and revocation on
 * every request, and answers a refusal with a problem document and an audit entry. A trust manager
 * that refused a certificate could only end the connection by a TLS alert, and would not see a
 * revocation while a connection is open. Each check of a server certificate throws, so that nobody
 * can use this class for a client that trusts every server.
 */
final class ProvedPeerTrustManager extends X509ExtendedTrustManager {
  private static final X509Certificate[] NO_PREFERENCE = {};

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (chain == null || chain.length == 0) {
      throw new CertificateException("A peer certificate is needed to prove a key");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw notForServers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw notForServers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw notForServers();
  }

  /** Returns no issuers, so that a peer of any domain may answer the certificate request. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return NO_PREFERENCE;
  }

  private static CertificateException notForServers() {
    return new CertificateException(
        BailiwickTlsProvider.PEERS + " does not check servers; it is for listeners only");
  }
}
