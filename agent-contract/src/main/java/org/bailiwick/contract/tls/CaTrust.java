package org.bailiwick.contract.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bailiwick.contract.credential.Pem;

/** Trust in servers that CAs certify under their host names. The TLS client checks the names. */
public final class CaTrust {

  private CaTrust() {}

  /** Trusts these CAs and no other. */
  public static X509TrustManager of(Collection<X509Certificate> anchors)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (X509Certificate anchor : anchors) {
      store.setCertificateEntry(Pem.sha256(anchor), anchor);
    }
    return manager(store);
  }

  /** Trusts the CAs of the platform. */
  public static X509TrustManager ofPlatform() throws GeneralSecurityException {
    return manager(null);
  }

  private static X509TrustManager manager(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
