package org.bailiwick.client.credential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A folder with {@code key.pem} (PKCS #8, mode 0600) and {@code chain.pem} (leaf first). Files are
 * replaced whole, chain last: a reader sees the old pair or the new one, or for a moment a pair
 * that does not fit, which TLS then refuses.
 */
public final class CredentialFolder {
  private static final String KEY = "key.pem";
  private static final String CHAIN = "chain.pem";

  private final Path folder;

  private CredentialFolder(Path folder) {
    this.folder = folder;
  }

  public static CredentialFolder at(Path folder) {
    return new CredentialFolder(folder);
  }

  public Path path() {
    return folder;
  }

  public void write(PrivateKey key, List<X509Certificate> chain) {
    try {
      Files.createDirectories(folder);
      replace(KEY, Pem.of(key), "rw-------");
      replace(CHAIN, Pem.of(chain), "rw-r--r--");
    } catch (IOException e) {
      throw new IllegalStateException("the credential folder cannot be written: " + folder, e);
    }
  }

  private void replace(String name, String text, String mode) throws IOException {
    FileAttribute<?> permissions =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    Path written = Files.createTempFile(folder, name, ".new", permissions);
    Files.writeString(written, text, StandardCharsets.US_ASCII);
    Files.move(written, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  public PrivateKey key() {
    return Pem.privateKey(read(KEY));
  }

  public List<X509Certificate> chain() {
    return Pem.certificates(read(CHAIN));
  }

  /** The leaf as an agent's credential. */
  public AgentCredential credential() {
    return AgentCredential.read(chain().getFirst());
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "credential-folder",
          folder.resolve(name) + " cannot be read",
          e);
    }
  }

  /**
   * A TLS context that shows this credential and trusts whom the trust manager trusts; made from
   * the files as they are now.
   */
  public SSLContext tls(X509TrustManager trust) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("agent", key(), new char[0], chain().toArray(X509Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), new X509TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("key and chain do not make a TLS context", e);
    }
  }
}
