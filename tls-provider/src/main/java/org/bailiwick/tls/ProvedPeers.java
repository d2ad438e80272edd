package org.bailiwick.tls;

import java.security.KeyStore;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactorySpi;

/**
 * The trust manager factory {@code BailiwickPeers}. It ignores the trust store that the server
 * passes, because its trust manager accepts every client certificate.
 */
public final class ProvedPeers extends TrustManagerFactorySpi {
  @Override
  protected void engineInit(KeyStore ignored) {}

  @Override
  protected void engineInit(ManagerFactoryParameters ignored) {}

  @Override
  protected TrustManager[] engineGetTrustManagers() {
    return new TrustManager[] {new ProvedPeerTrustManager()};
  }
}
