package org.bailiwick.node.outbound;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.tls.TlsCredential;

/**
 * The node's client certificate and its key, as their files have them.
 *
 * @param chain the certificate, then its issuers
 */
public record ClientIdentity(PrivateKey key, List<X509Certificate> chain) {
  private static final String AGENT_CHAIN = "chain.pem";
  private static final String AGENT_KEY = "key.pem";
  private static final byte[] PROBE =
      "bailiwick key pair probe".getBytes(StandardCharsets.US_ASCII);

  public ClientIdentity {
    chain = List.copyOf(chain);
  }

  /** For TLS connections. */
  KeyManager keyManager() {
    return TlsCredential.of(key, chain);
  }

  /** Omits the key. */
  @Override
  public String toString() {
    return "ClientIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
  }

  /**
   * Reads both files.
   *
   * @throws IOException when one is missing or unreadable, or when the key is not the
   *     certificate's, as happens for a moment while both are replaced
   */
  public static ClientIdentity read(Path folder) throws IOException {
    return read(folder, chainFile(folder), keyFile(folder));
  }

  /**
   * Reads the files of an agent's credential, as {@code agent enrol} writes them.
   *
   * @throws IOException as above
   */
  public static ClientIdentity readAgent(Path folder) throws IOException {
    return read(folder, folder.resolve(AGENT_CHAIN), folder.resolve(AGENT_KEY));
  }

  private static ClientIdentity read(Path folder, Path chainFile, Path keyFile) throws IOException {
    try {
      List<X509Certificate> chain = Pem.certificates(Files.readAllBytes(chainFile));
      PrivateKey key = Pem.privateKey(Files.readString(keyFile, StandardCharsets.US_ASCII));
      if (!isPair(key, chain.getFirst().getPublicKey())) {
        throw new IOException("the key in " + folder + " is not the certificate's");
      }
      return new ClientIdentity(key, chain);
    } catch (GeneralSecurityException | ProblemException e) {
      throw new IOException("the client certificate in " + folder + " cannot be used", e);
    }
  }

  /** Whether one key verifies what the other signs. */
  private static boolean isPair(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
      return false;
    }
    Signature signature = Signature.getInstance(algorithm(privateKey));
    signature.initSign(privateKey);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(publicKey);
    signature.update(PROBE);
    return signature.verify(signed);
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      default -> key.getAlgorithm(); // EdDSA and Ed25519 name their signature too
    };
  }

  /** A text that changes when either file does. */
  public static String version(Path folder) throws IOException {
    return stamp(chainFile(folder)) + "/" + stamp(keyFile(folder));
  }

  /** The same for the files of an agent's credential. */
  public static String versionOfAgent(Path folder) throws IOException {
    return stamp(folder.resolve(AGENT_CHAIN)) + "/" + stamp(folder.resolve(AGENT_KEY));
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
