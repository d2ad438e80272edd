package org.bailiwick.node.renewal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
 * The files of a node's certificate for one use: {@code <use>.pem} (chain) and {@code <use>.key}. A
 * new pair replaces them when a third of the certificate's life is left, or while it is not valid
 * yet. New files are written under other names and renamed. Between the two renames chain and key
 * do not fit; readers keep the old pair until they do. A node behind a TLS proxy has no server
 * files, and nothing is renewed.
 */
public final class CertificateFiles {
  private final Path folder;
  private final String chainFile;
  private final String keyFile;
  private final String lockFile;

  public CertificateFiles(Path folder, CertificateUse use) {
    this.folder = folder;
    this.chainFile = use.text() + ".pem";
    this.keyFile = use.text() + ".key";
    this.lockFile = use.text() + ".lock";
  }

  /**
   * Replaces the pair if it is due, and returns whether it did. Of components or nodes that share
   * the folder only one does so, since files of two pairs would not fit.
   *
   * @param issue returns the chain for a new key, leaf first
   */
  public boolean renewIfDue(Instant now, Function<KeyPair, List<X509Certificate>> issue) {
    if (!isDue(now)) {
      return false;
    }
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(lockFile), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = free(channel)) {
      if (lock == null || !isDue(now)) {
        return false;
      }
      renew(issue);
      return true;
    } catch (IOException failed) {
      throw new UncheckedIOException("can't replace the node's certificate files", failed);
    }
  }

  /** The lock; null when another process or another component of this process holds it. */
  private static FileLock free(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException inThisProcess) {
      return null;
    }
  }

  private void renew(Function<KeyPair, List<X509Certificate>> issue) throws IOException {
    KeyPair pair = newKey();
    List<X509Certificate> chain = issue.apply(pair);
    if (!chain.getFirst().getPublicKey().equals(pair.getPublic())) {
      throw new IllegalStateException("the issued certificate is for another key");
    }
    Path key = writeNew(keyFile, Pem.of(pair.getPrivate()));
    Path certificates = writeNew(chainFile, Pem.of(withoutAnchor(chain)));
    replace(key, keyFile);
    replace(certificates, chainFile);
  }

  /** Omits the anchor, which peers have themselves (RFC 8446 section 4.4.2). */
  private static List<X509Certificate> withoutAnchor(List<X509Certificate> chain) {
    return chain.stream()
        .filter(one -> !one.getSubjectX500Principal().equals(one.getIssuerX500Principal()))
        .toList();
  }

  private boolean isDue(Instant now) {
    Path file = folder.resolve(chainFile);
    if (!Files.exists(file)) {
      return false;
    }
    try {
      X509Certificate present = Pem.certificates(Files.readAllBytes(file)).getFirst();
      Instant end = present.getNotAfter().toInstant();
      Instant begin = present.getNotBefore().toInstant();
      // A certificate that begins later was issued while a clock was ahead; peers refuse it.
      return now.isBefore(begin)
          || now.isAfter(end.minus(Duration.between(begin, end).dividedBy(3)));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("can't read the node's certificate", unreadable);
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

  private Path writeNew(String name, String content) throws IOException {
    Path newFile =
        Files.createTempFile(
            folder,
            name,
            ".next",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    // The file must be on the disk before it replaces the old one.
    return Files.writeString(newFile, content, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
  }

  private void replace(Path newFile, String name) throws IOException {
    Files.move(newFile, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
