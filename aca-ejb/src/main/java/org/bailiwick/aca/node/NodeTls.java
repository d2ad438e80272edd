package org.bailiwick.aca.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.bailiwick.contract.credential.Pem;

/**
 * This node's own TLS server certificate as files: {@code server.pem} (chain) and {@code
 * server.key}. Replaced when a third of its life is left; both files are written beside and
 * renamed, and the listener takes a pair only when it fits.
 */
public final class NodeTls {

  private static final String CHAIN = "server.pem";
  private static final String KEY = "server.key";

  private final Path folder;

  public NodeTls(Path folder) {
    this.folder = folder;
  }

  /** Renews the pair if it is due; {@code issue} gives the chain for a new key, leaf first. */
  public void renewIfDue(Instant now, Function<PublicKey, List<X509Certificate>> issue) {
    if (!isDue(now)) {
      return;
    }
    KeyPair pair = newKey();
    List<X509Certificate> chain = issue.apply(pair.getPublic());
    try {
      Path key = writeBeside(KEY, Pem.of(pair.getPrivate()));
      Path certificates = writeBeside(CHAIN, Pem.of(chain));
      replace(key, KEY);
      replace(certificates, CHAIN);
    } catch (IOException failed) {
      throw new UncheckedIOException("can't replace the node's TLS files", failed);
    }
  }

  private boolean isDue(Instant now) {
    try {
      X509Certificate present =
          Pem.certificates(Files.readAllBytes(folder.resolve(CHAIN))).getFirst();
      Instant start = present.getNotBefore().toInstant();
      Instant end = present.getNotAfter().toInstant();
      Duration third = Duration.between(start, end).dividedBy(3);
      return now.isAfter(end.minus(third));
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
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(beside, content);
  }

  private void replace(Path beside, String name) throws IOException {
    Files.move(beside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
