package org.bailiwick.node.hsm;

import java.security.cert.X509Certificate;
import java.util.Objects;

/**
 * One PKCS#11 token, logged in once, with a bounded number of sessions. Keys are found by label; a
 * key needs a certificate of the same label and id beside it, because Java's PKCS#11 key store
 * shows no others.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Pkcs11Token implements AutoCloseable {

  private final Pkcs11Settings settings;

  private Pkcs11Token(Pkcs11Settings settings) {
    this.settings = settings;
  }

  /**
   * Logs in. A token that can't be reached or refuses the PIN yields an object whose health is
   * Down; only faults of the settings are thrown.
   */
  public static Pkcs11Token open(Pkcs11Settings settings) {
    return new Pkcs11Token(Objects.requireNonNull(settings, "settings"));
  }

  /** The key of this label; cheap after the first call, so it may be asked for per signature. */
  public SigningKey key(String label) {
    throw new UnsupportedOperationException(label + " in " + settings.configuration());
  }

  /** The certificate of this label. */
  public X509Certificate certificate(String label) {
    throw new UnsupportedOperationException(label + " in " + settings.configuration());
  }

  /** Probes the token; answers within wait plus call-timeout. */
  public HsmHealth health() {
    return new HsmHealth.Down("not logged in");
  }

  @Override
  public void close() {}
}
