package org.bailiwick.bench.load;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bailiwick.contract.tls.TlsCredential;

/** Makes TLS contexts that trust the given roots, for servers that are named by their address. */
public final class TlsIdentity {
  private final TrustManager[] trust;

  public TlsIdentity(List<X509Certificate> roots) {
    try {
      KeyStore anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, null);
      for (X509Certificate root : roots) {
        anchors.setCertificateEntry(root.getSubjectX500Principal().getName(), root);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(anchors);
      trust = factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java platform has PKCS #12 and PKIX", e);
    }
  }

  /** A context of its own, whose first connection has a full handshake. */
  public SSLContext of(PrivateKey key, List<X509Certificate> chain) {
    return context(new KeyManager[] {TlsCredential.of(key, chain)});
  }

  /** A context of a client that shows no certificate. */
  public SSLContext withoutCertificate() {
    return context(new KeyManager[0]);
  }

  private SSLContext context(KeyManager[] keys) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }
}
