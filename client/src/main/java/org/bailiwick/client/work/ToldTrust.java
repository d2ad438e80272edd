package org.bailiwick.client.work;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Delegates to another trust manager and logs each certificate that it refuses. */
final class ToldTrust extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager judge;
  private final RefusalLog log;

  ToldTrust(X509ExtendedTrustManager judge, RefusalLog log) {
    super();
    this.judge = judge;
    this.log = log;
  }

  private interface Judgement {
    void pass() throws CertificateException;
  }

  private void told(Judgement judgement) throws CertificateException {
    try {
      judgement.pass();
    } catch (CertificateException e) {
      log.refused("refused=credential-not-trusted check=peer-handshake", Optional.empty());
      throw e;
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    told(() -> judge.checkClientTrusted(chain, authType));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    told(() -> judge.checkClientTrusted(chain, authType, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    told(() -> judge.checkClientTrusted(chain, authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    told(() -> judge.checkServerTrusted(chain, authType));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    told(() -> judge.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    told(() -> judge.checkServerTrusted(chain, authType, engine));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }
}
