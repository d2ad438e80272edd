package org.bailiwick.contract.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.tls.TlsCredential;

/** A private key and its certificate chain, leaf first, without the root. */
public record TestLeaf(PrivateKey key, List<X509Certificate> chain) {

  public X509Certificate certificate() {
    return chain.getFirst();
  }

  public SpiffeId id() {
    return SpiffeId.of(certificate());
  }

  /** A TLS context that presents this leaf and uses the trust manager. */
  public SSLContext tls(TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] own = {TlsCredential.of(key, chain)};
      context.init(own, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes {@code chain.pem} and {@code key.pem}, the files of agents and nodes. */
  public Path writeTo(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("chain.pem"), Pem.of(chain));
      Files.writeString(folder.resolve("key.pem"), Pem.of(key));
      return folder;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
