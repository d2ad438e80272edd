package org.bailiwick.node.hsm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.hsm.login.SunPkcs11;
import org.bailiwick.node.hsm.login.TokenFailure;
import org.bailiwick.node.hsm.login.TokenLogin;
import org.bailiwick.node.hsm.login.TokenPin;

/**
 * One PKCS#11 token, logged in once, with a bounded number of sessions. Keys are found by label. A
 * key needs a certificate with the same label and id in the token, because Java's PKCS#11 key store
 * shows no key without one. Safe for use by many threads.
 */
public final class Pkcs11Token implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Pkcs11Token.class.getName());

  private final TokenFailover token;
  private final Map<String, SigningKey> keys = new ConcurrentHashMap<>();

  /** When a key last signed, by its label, as {@link System#nanoTime}. */
  private final Map<String, Long> signedAt = new ConcurrentHashMap<>();

  private Pkcs11Token(Pkcs11Settings settings) {
    SunPkcs11 library = SunPkcs11.read(settings.configuration());
    TokenPin pin = TokenPin.of(settings.pinFile());
    this.token = new TokenFailover(library, pin, settings);
  }

  /**
   * Logs in. If that fails, or no PIN is given yet, the health of the returned object is Down.
   *
   * @throws IllegalStateException when configuration or PIN file cannot be read, or when other
   *     users may read the PIN file
   */
  public static Pkcs11Token open(Pkcs11Settings settings) {
    Pkcs11Token token = new Pkcs11Token(Objects.requireNonNull(settings, "settings"));
    if (token.health() instanceof HsmHealth.Down down) {
      LOG.log(Level.ERROR, "The token is not available: {0}", down.reason());
    }
    return token;
  }

  /**
   * The key of this label. The first call makes a signature and verifies it with the certificate's
   * key; later calls are cheap enough for each signature.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE when the token is not available, or does not hold
   *     exactly one such key that fits its certificate; the log gives the reason
   */
  public SigningKey key(String label) {
    SigningKey known = keys.get(label);
    return known == null ? answer(label, () -> find(label)) : known;
  }

  private SigningKey find(String label) throws TokenFailure {
    SigningKey known = keys.get(label);
    if (known != null) {
      return known;
    }
    Pkcs11SigningKey key = Pkcs11SigningKey.of(this, label, read(label).getPublicKey());
    requireMatch(key);
    SigningKey other = keys.putIfAbsent(label, key);
    return other == null ? key : other;
  }

  /** The certificate of the key of this label; fails as {@link #key} does. */
  public X509Certificate certificate(String label) {
    return answer(label, () -> read(label));
  }

  private X509Certificate read(String label) throws TokenFailure {
    return token.run((login, session) -> login.certificate(label));
  }

  /** Whether the token holds a key or certificate of this label. */
  public boolean holds(String label) {
    return answer(label, () -> token.run((login, session) -> login.holds(label)));
  }

  /**
   * Makes a key in the token for ceremonies: sensitive, not extractable, for signatures only, with
   * a self-signed certificate that holds nothing but the label.
   *
   * @throws IllegalStateException when the token refuses, or the label is in use
   */
  public SigningKey generate(String label, KeyShape shape) {
    ceremony(connection -> TokenKeyMaker.generate(connection, label, shape));
    return key(label);
  }

  /**
   * Makes an AES-256 key in the token: sensitive, not extractable, for {@link #cipher} only.
   *
   * @throws IllegalStateException when the token refuses, or the label is in use
   */
  public void generateSecretKey(String label) {
    ceremony(connection -> TokenKeyMaker.generateSecretKey(connection, label));
  }

  /** Encrypts and decrypts by the AES key of this label, which is looked for at each call. */
  public TokenCipher cipher(String label) {
    return new TokenCipher(token, label);
  }

  /** Replaces the certificate of a key, in ceremonies. */
  public void attach(String label, X509Certificate certificate) {
    ceremony(connection -> TokenKeyMaker.attach(connection, label, certificate));
  }

  /**
   * Deletes a key and its certificate, after an interrupted ceremony.
   *
   * @throws IllegalStateException when the token refuses
   */
  public void delete(String label) {
    keys.remove(label);
    ceremony(
        connection -> {
          TokenKeyMaker.delete(connection, label);
          return label;
        });
  }

  /** Makes keys visible that another process made in the token; needed after a ceremony. */
  public void reread() {
    token.renew();
  }

  /** Probes the token; takes at most session wait plus call timeout. */
  public HsmHealth health() {
    return health(Set.of());
  }

  /**
   * Probes the token and looks for these keys; a key that has not signed for a minute makes a
   * signature, since a token may give random bytes and have lost its keys. The answer has the
   * faults of all keys.
   */
  public HsmHealth health(Set<String> labels) {
    return health(labels, Duration.ofMinutes(1));
  }

  HsmHealth health(Set<String> labels, Duration idle) {
    List<String> faults = new ArrayList<>();
    try {
      probe();
      for (String label : new TreeSet<>(labels)) {
        fault(label, idle).ifPresent(faults::add);
      }
    } catch (TokenFailure e) {
      return new HsmHealth.Down(e.reason());
    }
    return faults.isEmpty() ? new HsmHealth.Up() : new HsmHealth.Down(String.join("; ", faults));
  }

  private void probe() throws TokenFailure {
    token.run(
        (login, session) -> {
          login.probe();
          return login;
        });
  }

  private Optional<String> fault(String label, Duration idle) throws TokenFailure {
    try {
      SigningKey key = find(label);
      if (System.nanoTime() - signedAt.getOrDefault(label, 0L) >= idle.toNanos()) {
        requireMatch(key);
      }
      return Optional.empty();
    } catch (TokenFailure e) {
      if (e.kind() != TokenFailure.Kind.REFUSED) {
        throw e; // the failure does not concern this key
      }
      return Optional.of(e.reason());
    }
  }

  /**
   * Logs in with a PIN that a person gave, if the token was opened without a PIN file or its PIN
   * was refused. The PIN is tried once and then kept in memory until the token is closed.
   */
  public Activation activate(char[] pin) {
    char[] own = pin.clone(); // since the call may hang and return after its caller
    try {
      return token.work(
          connection -> {
            Activation outcome = connection.activate(own);
            Arrays.fill(own, '\0');
            return outcome;
          });
    } catch (TokenFailure e) {
      return new Activation.Unavailable(e.reason());
    }
  }

  /** Logs out, in bounded time; an application that is deployed next must log in itself. */
  @Override
  public void close() {
    try {
      token.work(
          connection -> {
            connection.close();
            return connection;
          });
    } catch (TokenFailure e) {
      LOG.log(Level.WARNING, "The token was not logged out: {0}", e.reason());
    }
    token.close();
  }

  byte[] sign(SigningKey key, byte[] tbs) {
    return answer(key.id(), () -> signed(key, tbs));
  }

  private byte[] signed(SigningKey key, byte[] tbs) throws TokenFailure {
    byte[] signature = token.run((login, session) -> signOn(login, session, key, tbs));
    signedAt.put(key.id(), System.nanoTime());
    return signature;
  }

  private static byte[] signOn(TokenLogin login, PooledSession session, SigningKey key, byte[] tbs)
      throws TokenFailure {
    try {
      Signature signature = session.signature(login, key.id(), key.algorithm());
      signature.update(tbs);
      return signature.sign();
    } catch (GeneralSecurityException | ProviderException e) {
      session.drop(key.id());
      throw TokenFailure.of(e);
    }
  }

  /** A call whose failure becomes a problem for the caller. */
  private interface Answer<T> {
    T make() throws TokenFailure;
  }

  private static <T> T answer(String label, Answer<T> answer) {
    try {
      return answer.make();
    } catch (TokenFailure e) {
      LOG.log(Level.WARNING, "Key {0}: {1}", label, e.reason());
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE,
          e.kind().check(),
          e.kind() == TokenFailure.Kind.NOT_ACTIVATED
              ? "The HSM is not activated; an officer of the authority has to give its PIN."
              : "The signing key " + label + " is not available now.",
          e);
    }
  }

  private void ceremony(TokenAccess.Work<?> work) {
    try {
      token.work(work);
    } catch (TokenFailure e) {
      throw new IllegalStateException(e.reason(), e);
    }
  }

  private void requireMatch(SigningKey key) throws TokenFailure {
    byte[] sample = ("is " + key.id() + " the key of its certificate?").getBytes(UTF_8);
    boolean match;
    try {
      Signature check = Signature.getInstance(key.algorithm());
      check.initVerify(key.publicKey());
      check.update(sample);
      match = check.verify(signed(key, sample));
    } catch (GeneralSecurityException e) {
      match = false;
    }
    if (!match) {
      throw new TokenFailure(
          TokenFailure.Kind.REFUSED,
          "the key labelled " + key.id() + " does not belong to the certificate beside it");
    }
  }
}
