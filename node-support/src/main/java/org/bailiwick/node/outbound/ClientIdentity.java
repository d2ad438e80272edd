package org.bailiwick.node.outbound;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.tls.TlsCredential;

/** The node's client certificate and key as they stood in the folder at one moment. */
final class ClientIdentity {
  private final KeyManager keys;

  private ClientIdentity(KeyManager keys) {
    this.keys = keys;
  }

  /**
   * Reads both files.
   *
   * @throws IOException when one is missing or unreadable, or when the key is not the
   *     certificate's, as happens for a moment while both are replaced
   */
  static ClientIdentity read(Path folder) throws IOException {
    try {
      List<X509Certificate> chain = Pem.certificates(Files.readAllBytes(chainFile(folder)));
      PrivateKey key = Pem.privateKey(Files.readString(keyFile(folder), StandardCharsets.US_ASCII));
      if (!KeyPairs.match(key, chain.getFirst().getPublicKey())) {
        throw new IOException("the key in " + folder + " is not the certificate's");
      }
      return new ClientIdentity(TlsCredential.of(key, chain));
    } catch (GeneralSecurityException | ProblemException e) {
      throw new IOException("the client certificate in " + folder + " cannot be used", e);
    }
  }

  KeyManager[] keyManagers() {
    return new KeyManager[] {keys};
  }

  /** Changes when either file does. */
  static String version(Path folder) throws IOException {
    return stamp(chainFile(folder)) + "/" + stamp(keyFile(folder));
  }

  private static String stamp(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toMillis() + ":" + Files.size(file);
  }

  private static Path chainFile(Path folder) {
    return folder.resolve("client.pem");
  }

  private static Path keyFile(Path folder) {
    return folder.resolve("client.key");
  }
}
