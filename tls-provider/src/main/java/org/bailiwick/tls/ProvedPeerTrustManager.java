package org.bailiwick.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Accepts every client certificate, on purpose: the handshake itself proves that the peer holds the
 * key, and the node's peer filter then checks path, validity, trust domain and revocation on every
 * request, where a refusal becomes a problem document and an audit entry. (A trust manager that
 * refused here would end the connection with a bare alert, and would not see a revocation on a
 * connection that is already open.) It never vouches for a server: each server check throws, so
 * that this class cannot be turned into a client that trusts everybody.
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

  /** Empty: the certificate request names no issuers, so a peer of any domain may answer it. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return NO_PREFERENCE;
  }

  private static CertificateException notForServers() {
    return new CertificateException(
        BailiwickTlsProvider.PEERS + " does not check servers; it is for listeners only");
  }
}
