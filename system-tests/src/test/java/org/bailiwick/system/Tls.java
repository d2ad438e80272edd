package org.bailiwick.system;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.tls.SpiffeTrustManager;

/** HTTP clients that trust the domain's root and show a certificate or none. */
final class Tls {
  private final Path anchor;

  Tls(Path anchor) {
    this.anchor = anchor;
  }

  HttpClient.Builder anonymous() {
    return client(new KeyManager[0]);
  }

  /** Key in PKCS #8, chain with the leaf first. */
  HttpClient.Builder with(Path key, Path chain) {
    try {
      List<X509Certificate> certificates = Pem.certificates(Files.readString(chain));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "own",
          Pem.privateKey(Files.readString(key)),
          new char[0],
          certificates.toArray(Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, new char[0]);
      return client(keys.getKeyManagers());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpClient.Builder client(KeyManager[] keys) {
    try {
      Set<X509Certificate> roots = Set.copyOf(Pem.certificates(Files.readString(anchor)));
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(
          keys, new TrustManager[] {new SpiffeTrustManager(() -> roots, id -> id.isNode())}, null);
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .sslContext(tls);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
