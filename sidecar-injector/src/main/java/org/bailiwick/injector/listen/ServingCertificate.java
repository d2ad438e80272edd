package org.bailiwick.injector.listen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.tls.TlsCredential;

/**
 * The certificate and key that the listener presents, from two files. A change counts within a
 * second, and one that cannot be read keeps the pair in use.
 */
public final class ServingCertificate extends TlsCredential {
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final Path certificate;
  private final Path key;
  private final Consumer<String> log;
  private String text;
  private CertifiedKey newest;
  private CertifiedKey before;
  private long looked = System.nanoTime();

  private ServingCertificate(Path certificate, Path key, Consumer<String> log) throws IOException {
    super();
    this.certificate = certificate;
    this.key = key;
    this.log = log;
    this.text = texts();
    this.newest = pair(text);
    this.before = newest;
  }

  /**
   * Reads both files.
   *
   * @param certificate the chain in PEM, leaf first
   * @param key its private key, PKCS #8 in PEM
   * @throws ProblemException malformed-request if one of them has another form
   * @throws UncheckedIOException if one of them cannot be read
   */
  public static ServingCertificate open(Path certificate, Path key, Consumer<String> log) {
    try {
      return new ServingCertificate(certificate, key, log);
    } catch (IOException e) {
      throw new UncheckedIOException("The certificate or its key cannot be read", e);
    }
  }

  private String texts() throws IOException {
    return Files.readString(certificate, StandardCharsets.US_ASCII)
        + '\0'
        + Files.readString(key, StandardCharsets.US_ASCII);
  }

  private static CertifiedKey pair(String texts) {
    int end = texts.indexOf('\0');
    List<X509Certificate> chain = Pem.certificates(texts.substring(0, end));
    PrivateKey secret = Pem.privateKey(texts.substring(end + 1));
    return new CertifiedKey(Pem.sha256(chain.getFirst()), secret, chain);
  }

  /** When the certificate in use ends. */
  public Instant end() {
    return inUse().chain().getFirst().getNotAfter().toInstant();
  }

  @Override
  protected synchronized CertifiedKey inUse() {
    long now = System.nanoTime();
    if (now - looked >= PAUSE_NANOS) {
      looked = now;
      look();
    }
    return newest;
  }

  private void look() {
    try {
      String found = texts();
      if (!found.equals(text)) {
        text = found;
        CertifiedKey next = pair(found);
        before = newest; // for a handshake that has chosen it
        newest = next;
        log.accept(
            "certificate=read not_after=" + next.chain().getFirst().getNotAfter().toInstant());
      }
    } catch (IOException | ProblemException e) {
      log.accept("certificate=kept fault=the files cannot be read");
    }
  }

  @Override
  protected synchronized CertifiedKey named(String name) {
    return name.equals(newest.name()) ? newest : before;
  }
}
