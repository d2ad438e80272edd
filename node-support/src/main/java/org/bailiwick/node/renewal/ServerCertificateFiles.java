package org.bailiwick.node.renewal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.bailiwick.contract.credential.Pem;

/**
 * A node's TLS server certificate as files: {@code server.pem} (chain) and {@code server.key}.
 * Replaced by a new pair when a third of the certificate's life is left. Both files are written
 * beside and renamed; between the renames they do not fit, and the listener keeps the old pair
 * until they do. Where TLS ends elsewhere there are no such files, and nothing is ever due.
 */
public final class ServerCertificateFiles {
  private static final String CHAIN = "server.pem";
  private static final String KEY = "server.key";

  private final Path folder;

  public ServerCertificateFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * Replaces the pair if it is due; true if it did.
   *
   * @param issue gives the chain for a new key, leaf first
   */
  public boolean renewIfDue(Instant now, Function<KeyPair, List<X509Certificate>> issue) {
    if (!isDue(now)) {
      return false;
    }
    KeyPair pair = newKey();
    List<X509Certificate> chain = issue.apply(pair);
    if (!chain.getFirst().getPublicKey().equals(pair.getPublic())) {
      throw new IllegalStateException("the issued certificate is for another key");
    }
    try {
      Path key = writeBeside(KEY, Pem.of(pair.getPrivate()));
      Path certificates = writeBeside(CHAIN, Pem.of(chain));
      replace(key, KEY);
      replace(certificates, CHAIN);
      return true;
    } catch (IOException failed) {
      throw new UncheckedIOException("can't replace the node's TLS files", failed);
    }
  }

  private boolean isDue(Instant now) {
    Path file = folder.resolve(CHAIN);
    if (!Files.exists(file)) {
      return false;
    }
    try {
      X509Certificate present = Pem.certificates(Files.readAllBytes(file)).getFirst();
      Instant end = present.getNotAfter().toInstant();
      Duration life = Duration.between(present.getNotBefore().toInstant(), end);
      return now.isAfter(end.minus(life.dividedBy(3)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("can't read the node's TLS certificate", unreadable);
    }
  }

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("P-256 is part of the Java platform", impossible);
    }
  }

  private Path writeBeside(String name, String content) throws IOException {
    Path beside =
        Files.createTempFile(
            folder,
            name,
            ".next",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(beside, content);
  }

  private void replace(Path beside, String name) throws IOException {
    Files.move(beside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
