package org.bailiwick.node.outbound;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Adds one more condition on the peer's own certificate to what another trust manager asks. */
final class CheckedTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager first;
  private final Predicate<X509Certificate> acceptable;

  CheckedTrust(X509ExtendedTrustManager first, Predicate<X509Certificate> acceptable) {
    super();
    this.first = first;
    this.acceptable = acceptable;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (!acceptable.test(chain[0])) {
      throw new CertificateException("the certificate is not acceptable any more");
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    first.checkClientTrusted(chain, authType);
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    first.checkClientTrusted(chain, authType, socket);
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    first.checkClientTrusted(chain, authType, engine);
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    first.checkServerTrusted(chain, authType);
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    first.checkServerTrusted(chain, authType, socket);
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    first.checkServerTrusted(chain, authType, engine);
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return first.getAcceptedIssuers();
  }
}
