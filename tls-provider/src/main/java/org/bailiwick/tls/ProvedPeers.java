package org.bailiwick.tls;

import java.security.KeyStore;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactorySpi;

/** Factory {@code BailiwickPeers}; whatever store the server offers is not looked at. */
public final class ProvedPeers extends TrustManagerFactorySpi {
  /** Called by JCA. */
  public ProvedPeers() {}

  @Override
  protected void engineInit(KeyStore ignored) {}

  @Override
  protected void engineInit(ManagerFactoryParameters ignored) {}

  @Override
  protected TrustManager[] engineGetTrustManagers() {
    return new TrustManager[] {new ProvedPeerTrustManager()};
  }
}
