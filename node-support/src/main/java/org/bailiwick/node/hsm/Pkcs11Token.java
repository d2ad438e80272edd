package org.bailiwick.node.hsm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.Signature;
import java.security.cert.X509Certificate;
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
 * One PKCS#11 token, logged in once, with a bounded number of sessions. Keys are found by label; a
 * key needs a certificate of the same label and id beside it, because Java's PKCS#11 key store
 * shows no others. Safe for use by many threads.
 */
public final class Pkcs11Token implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Pkcs11Token.class.getName());

  private final TokenFailover token;
  private final Map<String, SigningKey> keys = new ConcurrentHashMap<>();

  private Pkcs11Token(Pkcs11Settings settings) {
    SunPkcs11 library = SunPkcs11.read(settings.configuration());
    TokenPin pin = TokenPin.of(settings.pinFile());
    this.token = new TokenFailover(library, pin, settings);
  }

  /**
   * Logs in. A token that can't be reached, refuses the PIN or waits for one yields an object whose
   * health is Down.
   *
   * @throws IllegalStateException when configuration or PIN file can't be read, or others than the
   *     owner may read the PIN file
   */
  public static Pkcs11Token open(Pkcs11Settings settings) {
    Pkcs11Token token = new Pkcs11Token(Objects.requireNonNull(settings, "settings"));
    if (token.health() instanceof HsmHealth.Down down) {
      LOG.log(Level.ERROR, "The token is not available: {0}", down.reason());
    }
    return token;
  }

  /**
   * The key of this label; cheap after the first call, so it may be asked for per signature. The
   * first call makes a signature and verifies it with the certificate's key.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE when the token is not available, or holds no such
   *     key, several, or one that does not fit its certificate; the log says which
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
    Pkcs11SigningKey key = new Pkcs11SigningKey(this, label, read(label).getPublicKey());
    requireMatch(key);
    SigningKey other = keys.putIfAbsent(label, key);
    return other == null ? key : other;
  }

  /** The certificate that lies beside the key of this label; fails as {@link #key} does. */
  public X509Certificate certificate(String label) {
    return answer(label, () -> read(label));
  }

  private X509Certificate read(String label) throws TokenFailure {
    return token.run((login, session) -> login.certificate(label));
  }

  /** Whether a key or certificate of this label is there. */
  public boolean holds(String label) {
    return answer(label, () -> token.run((login, session) -> login.holds(label)));
  }

  /**
   * Makes a key inside the token, sensitive, not extractable and for signatures only, with a
   * self-signed certificate beside it that says nothing but the label. For ceremonies.
   *
   * @throws IllegalStateException when the token refuses, or the label is taken
   */
  public SigningKey generate(String label, KeyShape shape) {
    ceremony(connection -> TokenKeyMaker.generate(connection, label, shape));
    return key(label);
  }

  /** Puts a certificate beside a key in the place of the one there. For ceremonies. */
  public void attach(String label, X509Certificate certificate) {
    ceremony(connection -> TokenKeyMaker.attach(connection, label, certificate));
  }

  /**
   * Deletes a key and the certificate beside it, for good. For what an interrupted ceremony left.
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

  /** Shows keys that another process put into the token; needed once after a ceremony. */
  public void reread() {
    token.renew();
  }

  /** Probes the token; answers within session wait plus call timeout. */
  public HsmHealth health() {
    return health(Set.of());
  }

  /**
   * Probes the token, and looks for these keys, each of which is used once to be sure of it. A
   * fault of one key does not hide the others'. What was found well before costs no call.
   */
  public HsmHealth health(Set<String> labels) {
    List<String> faults = new ArrayList<>();
    try {
      probe();
      for (String label : new TreeSet<>(labels)) {
        fault(label).ifPresent(faults::add);
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

  private Optional<String> fault(String label) throws TokenFailure {
    try {
      find(label);
      return Optional.empty();
    } catch (TokenFailure e) {
      if (e.kind() != TokenFailure.Kind.REFUSED) {
        throw e; // it is not about this key
      }
      return Optional.of(e.reason());
    }
  }

  /**
   * Logs in with a PIN that a person gave, for a token that was opened without a PIN file or whose
   * PIN was refused. Tried once; kept in memory until the token is closed.
   */
  public Activation activate(char[] pin) {
    char[] own = pin.clone(); // a call that hangs outlives its caller
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

  /** Logs out, in bounded time; what is deployed next in this process has to log in itself. */
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
    return token.run((login, session) -> signOn(login, session, key, tbs));
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
