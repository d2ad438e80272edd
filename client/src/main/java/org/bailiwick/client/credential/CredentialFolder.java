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
import org.bailiwick.client.key.AtomicFile;
import org.bailiwick.client.key.FileKey;
import org.bailiwick.client.key.Pkcs11Key;
import org.bailiwick.client.tpm.TpmKey;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.tls.TlsCredential;

/**
 * A folder with {@code key.pem} (PKCS #8, mode 0600) and {@code chain.pem} (leaf first). Each
 * credential is a generation: a folder below {@code generations/}. The link {@code current} leads
 * to the generation in use, and the two files are links through it, so that key and chain change in
 * one step. A folder that has the two files themselves is read as well.
 */
public record CredentialFolder(Path path) {
  static final String CHAIN = "chain.pem";
  static final String RENEW_AT = "renew-at";
  private static final String TOKEN = "wit.jwt";

  /** Lifetime of a TLS session; when resumed, it still has the certificate of its handshake. */
  private static final int SESSION_SECONDS = 60;

  public static CredentialFolder at(Path path) {
    return new CredentialFolder(path);
  }

  /** Replaces the credential of the folder in one step. */
  public void write(PrivateKey key, List<X509Certificate> chain) {
    FileKey kept = new FileKey(new KeyPair(chain.getFirst().getPublicKey(), key));
    NextCredential next = next();
    next.begin(kept);
    next.complete(chain, Optional.empty());
  }

  /** The next credential of the folder, which is not in use yet. */
  public NextCredential next() {
    return new NextCredential(path);
  }

  /** Whether the folder has a credential, whatever became of it. */
  public boolean hasCredential() {
    return Files.exists(path.resolve(CHAIN));
  }

  public PrivateKey key() {
    return key(generation());
  }

  private static PrivateKey key(Path generation) {
    return key(generation, () -> chain(generation).getFirst().getPublicKey());
  }

  /** The key of a generation, in a file, a token or a TPM. */
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

  /** The name in the leaf, of an agent, a service or a device. */
  public WorkloadId workload() {
    return WorkloadId.of(SpiffeId.of(chain().getFirst()));
  }

  public SerialNumber serial() {
    return new SerialNumber(chain().getFirst().getSerialNumber());
  }

  /** The leaf as an agent's credential. */
  public AgentCredential credential() {
    return AgentCredential.read(chain().getFirst());
  }

  /** The time at which to renew the credential, if the authority set one. */
  public Optional<Instant> renewAt() {
    return find(RENEW_AT).map(String::strip).map(Instant::parse);
  }

  /** The Workload Identity Token of the credential in use, if one was stored. */
  public Optional<String> token() {
    return find(TOKEN);
  }

  private Optional<String> find(String name) {
    Path generation = generation();
    return Files.exists(generation.resolve(name))
        ? Optional.of(read(generation, name))
        : Optional.empty();
  }

  /**
   * Stores a Workload Identity Token beside the chain, mode 0600, unless a credential with another
   * serial number is in use by now.
   */
  public void keepToken(SerialNumber serial, String text) {
    Path generation = generation();
    Path link = path.resolve(TOKEN);
    try {
      if (!AgentCredential.read(chain(generation).getFirst()).serial().equals(serial)) {
        return;
      }
      AtomicFile.secret(generation.resolve(TOKEN), text + "\n");
      if (Files.exists(path.resolve(NextCredential.CURRENT)) && !Files.isSymbolicLink(link)) {
        Files.createSymbolicLink(link, Path.of(NextCredential.CURRENT, TOKEN));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The token cannot be kept in " + generation, e);
    }
  }

  /**
   * The folder with key and chain. The link is followed once, so that all files are of one
   * generation.
   */
  private Path generation() {
    Path current = path.resolve(NextCredential.CURRENT);
    try {
      return Files.exists(current) ? current.toRealPath() : path;
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
   * A TLS context with this trust manager that presents the credential in use. After a renewal it
   * presents the new one; peers with a session see it within a minute.
   */
  public SSLContext tls(X509TrustManager trust) {
    KeyManager shown = new FolderTlsCredential(this::generationInUse, this::inUse);
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

  /** The generation in use, which is another one after a renewal. */
  public String generationInUse() {
    return generation().toString();
  }

  /**
   * Key and chain in use if the key is in a file. Empty if it is in a TPM or token, also in a token
   * that would give it out.
   */
  public Optional<TlsCredential.CertifiedKey> inUseFromFile() {
    Path generation = generation();
    boolean elsewhere =
        Files.exists(generation.resolve(TpmKey.FILE))
            || Files.exists(generation.resolve(Pkcs11Key.FILE));
    return elsewhere ? Optional.empty() : Optional.of(pair(generation));
  }

  /** Key and chain in use, of one generation, whose name the pair has. */
  public TlsCredential.CertifiedKey inUse() {
    return pair(generation());
  }

  private static TlsCredential.CertifiedKey pair(Path generation) {
    return new TlsCredential.CertifiedKey(
        generation.toString(), key(generation), chain(generation));
  }
}
