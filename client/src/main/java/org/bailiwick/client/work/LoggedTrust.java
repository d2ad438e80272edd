package org.bailiwick.client.work;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Delegates to another trust manager and logs each certificate that it refuses. */
final class LoggedTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager delegate;
  private final RefusalLog log;

  LoggedTrust(X509ExtendedTrustManager delegate, RefusalLog log) {
    super();
    this.delegate = delegate;
    this.log = log;
  }

  private interface Check {
    void run() throws CertificateException;
  }

  private void logged(Check check) throws CertificateException {
    try {
      check.run();
    } catch (CertificateException e) {
      log.refused("refused=credential-not-trusted check=peer-handshake", Optional.empty());
      throw e;
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    logged(() -> delegate.checkClientTrusted(chain, authType));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    logged(() -> delegate.checkClientTrusted(chain, authType, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    logged(() -> delegate.checkClientTrusted(chain, authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    logged(() -> delegate.checkServerTrusted(chain, authType));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    logged(() -> delegate.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    logged(() -> delegate.checkServerTrusted(chain, authType, engine));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return delegate.getAcceptedIssuers();
  }
}
