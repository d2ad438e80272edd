package org.bailiwick.node.hsm;

import java.lang.System.Logger.Level;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A node's keys by label, in one token, or in two while an authority moves to another HSM. When one
 * token is down, only its own keys are unavailable. A label that is in both tokens is not used,
 * since it is unclear which key was meant. Safe for use by many threads.
 */
public final class Keyring implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Keyring.class.getName());

  private final List<Pkcs11Token> tokens;
  private final Map<String, Pkcs11Token> places = new ConcurrentHashMap<>();

  private Keyring(List<Pkcs11Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * Opens each token as {@link Pkcs11Token#open} does; {@code next} is the one to which keys move.
   */
  public static Keyring open(Pkcs11Settings first, Optional<Pkcs11Settings> next) {
    List<Pkcs11Token> opened = new ArrayList<>();
    opened.add(Pkcs11Token.open(first));
    next.map(Pkcs11Token::open).ifPresent(opened::add);
    return new Keyring(List.copyOf(opened));
  }

  /** The key of this label; fails as {@link Pkcs11Token#key} does, or when both tokens hold it. */
  public SigningKey key(String label) {
    return place(label).key(label);
  }

  /** The certificate of the key of this label; fails as {@link #key} does. */
  public X509Certificate certificate(String label) {
    return place(label).certificate(label);
  }

  /**
   * Whether a token holds a key or certificate of this label.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE when a token that may hold it is not available
   */
  public boolean holds(String label) {
    return places.containsKey(label) || !holders(label).isEmpty();
  }

  /** Makes keys visible that another process made in the tokens; needed after a ceremony. */
  public void reread() {
    places.clear();
    tokens.forEach(Pkcs11Token::reread);
  }

  private Pkcs11Token place(String label) {
    Pkcs11Token known = tokens.size() == 1 ? tokens.getFirst() : places.get(label);
    if (known != null) {
      return known;
    }
    List<Pkcs11Token> holders = holders(label);
    if (holders.size() > 1) {
      LOG.log(Level.WARNING, "Key {0}: {1}", label, twice(label));
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE,
          "hsm-key-twice",
          "The signing key " + label + " is in two tokens and can't be used.");
    }
    if (holders.isEmpty()) {
      return tokens.getFirst(); // its exception reports the missing label
    }
    places.put(label, holders.getFirst());
    return holders.getFirst();
  }

  // A token that is not available may hold the label too; health reports that later.
  private List<Pkcs11Token> holders(String label) {
    List<Pkcs11Token> holders = new ArrayList<>();
    Optional<ProblemException> away = Optional.empty();
    for (Pkcs11Token token : tokens) {
      try {
        if (token.holds(label)) {
          holders.add(token);
        }
      } catch (ProblemException unavailable) {
        away = Optional.of(unavailable);
      }
    }
    if (holders.isEmpty() && away.isPresent()) {
      throw away.get();
    }
    return holders;
  }

  /** Probes every token and looks for these keys as {@link Pkcs11Token#health(Set)} does. */
  public HsmHealth health(Set<String> labels) {
    if (tokens.size() == 1) {
      return tokens.getFirst().health(labels);
    }
    List<String> faults = new ArrayList<>();
    List<Pkcs11Token> well = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).health() instanceof HsmHealth.Down down) {
        faults.add((i == 0 ? "the first token: " : "the next token: ") + down.reason());
      } else {
        well.add(tokens.get(i));
      }
    }
    for (String label : new TreeSet<>(labels)) {
      fault(label, well).ifPresent(faults::add);
    }
    return faults.isEmpty() ? new HsmHealth.Up() : new HsmHealth.Down(String.join("; ", faults));
  }

  private Optional<String> fault(String label, List<Pkcs11Token> well) {
    List<Pkcs11Token> holders = new ArrayList<>();
    try {
      well.stream().filter(token -> token.holds(label)).forEach(holders::add);
    } catch (ProblemException lostMeanwhile) {
      return Optional.of("the key labelled " + label + " could not be looked for");
    }
    if (holders.size() > 1) {
      places.remove(label);
      return Optional.of(twice(label));
    }
    if (holders.isEmpty()) {
      return well.size() == tokens.size()
          ? Optional.of("nothing is labelled " + label + " in either token")
          : Optional.empty(); // the unavailable token, reported above, may hold it
    }
    return holders.getFirst().health(Set.of(label)) instanceof HsmHealth.Down down
        ? Optional.of(down.reason())
        : Optional.empty();
  }

  private static String twice(String label) {
    return "a key labelled " + label + " is in both tokens; delete the one that is not meant";
  }

  /**
   * Logs in, as {@link Pkcs11Token#activate} does, to the first token that has no PIN yet. Another
   * call activates the second.
   */
  public Activation activate(char[] pin) {
    Activation outcome = new Activation.AlreadyActive();
    for (int i = 0; i < tokens.size() && outcome instanceof Activation.AlreadyActive; i++) {
      outcome = tokens.get(i).activate(pin);
    }
    return outcome;
  }

  @Override
  public void close() {
    tokens.forEach(Pkcs11Token::close);
  }
}
