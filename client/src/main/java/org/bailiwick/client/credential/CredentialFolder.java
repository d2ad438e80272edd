package org.bailiwick.client.credential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.bailiwick.client.key.FileKey;
import org.bailiwick.client.key.OwnerFile;
import org.bailiwick.client.key.Pkcs11Key;
import org.bailiwick.client.tpm.TpmKey;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.tls.TlsCredential;

/**
 * A folder with {@code key.pem} (PKCS #8, mode 0600) and {@code chain.pem} (leaf first). What is
 * written here becomes one generation below {@code generations/}; {@code current} is a link to the
 * one in use, and the two files are links through it, so that key and chain change in one step. A
 * folder whose two files were put there by hand is read as well.
 */
public final class CredentialFolder {
  static final String CHAIN = "chain.pem";
  static final String RENEW_AT = "renew-at";
  private static final String TOKEN = "wit.jwt";

  /** A resumed session shows the certificate of the handshake that began it. */
  private static final int SESSION_SECONDS = 60;

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

  /** Puts this credential in the place of what is there, in one step. */
  public void write(PrivateKey key, List<X509Certificate> chain) {
    FileKey kept = new FileKey(new KeyPair(chain.getFirst().getPublicKey(), key));
    NextCredential next = next();
    next.begin(kept);
    next.complete(chain, Optional.empty());
  }

  /** The credential that is to follow this one. */
  public NextCredential next() {
    return new NextCredential(folder);
  }

  public PrivateKey key() {
    return key(generation());
  }

  private static PrivateKey key(Path generation) {
    return key(generation, () -> chain(generation).getFirst().getPublicKey());
  }

  /** The key of this folder, whatever kind it is. */
  static PrivateKey key(Path generation, Supplier<PublicKey> publicHalf) {
    if (Files.exists(generation.resolve(TpmKey.FILE))) {
      return TpmKey.open(generation, publicHalf.get());
    }
    if (Files.exists(generation.resolve(Pkcs11Key.FILE))) {
      return Pkcs11Key.open(generation);
    }
    return Pem.privateKey(read(generation, FileKey.FILE));
  }

  public List<X509Certificate> chain() {
    return chain(generation());
  }

  private static List<X509Certificate> chain(Path generation) {
    return Pem.certificates(read(generation, CHAIN));
  }

  /** The leaf as an agent's credential. */
  public AgentCredential credential() {
    return AgentCredential.read(chain().getFirst());
  }

  /** When the authority wants this credential renewed; empty if it did not say. */
  public Optional<Instant> renewAt() {
    Path generation = generation();
    return Files.exists(generation.resolve(RENEW_AT))
        ? Optional.of(Instant.parse(read(generation, RENEW_AT).strip()))
        : Optional.empty();
  }

  /** The token for the credential in use, if one was kept ({@link #keepToken}). */
  public Optional<String> token() {
    Path generation = generation();
    return Files.exists(generation.resolve(TOKEN))
        ? Optional.of(read(generation, TOKEN))
        : Optional.empty();
  }

  /**
   * Keeps a token beside the chain, mode 0600, unless another credential than that of this number
   * is in use by now.
   */
  public void keepToken(SerialNumber serial, String text) {
    Path generation = generation();
    Path link = folder.resolve(TOKEN);
    try {
      if (!AgentCredential.read(chain(generation).getFirst()).serial().equals(serial)) {
        return;
      }
      OwnerFile.secret(generation.resolve(TOKEN), text + "\n");
      if (Files.exists(folder.resolve(NextCredential.CURRENT)) && !Files.isSymbolicLink(link)) {
        Files.createSymbolicLink(link, Path.of(NextCredential.CURRENT, TOKEN));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The token cannot be kept in " + generation, e);
    }
  }

  /** Whether there is a credential at all. */
  public boolean isWritten() {
    return Files.exists(generation().resolve(CHAIN));
  }

  /**
   * The folder with key and chain. The link to it is followed once, so that all files are of one
   * generation.
   */
  private Path generation() {
    Path current = folder.resolve(NextCredential.CURRENT);
    try {
      return Files.exists(current) ? current.toRealPath() : folder;
    } catch (IOException e) {
      throw unreadable(current, e);
    }
  }

  private static String read(Path folder, String name) {
    try {
      return Files.readString(folder.resolve(name), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw unreadable(folder.resolve(name), e);
    }
  }

  private static ProblemException unreadable(Path file, IOException cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, "credential-folder", file + " cannot be read", cause);
  }

  /**
   * A TLS context that trusts whom the trust manager trusts and shows the credential in use: after
   * a renewal the new one, within {@link #SESSION_SECONDS} for whoever has a session.
   */
  public SSLContext tls(X509TrustManager trust) {
    KeyManager shown = new ShownCredential(() -> generation().toString(), this::pair);
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {shown}, new X509TrustManager[] {trust}, null);
      context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
      context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("key and chain do not make a TLS context", e);
    }
  }

  private TlsCredential.CertifiedKey pair() {
    Path generation = generation();
    return new TlsCredential.CertifiedKey(
        generation.toString(), key(generation), chain(generation));
  }
}
