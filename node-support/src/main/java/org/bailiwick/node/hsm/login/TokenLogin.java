package org.bailiwick.node.hsm.login;

import java.io.IOException;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.SecretKey;
import javax.security.auth.login.LoginException;

/** A provider instance that has logged in, with the keys that were looked up through it. */
public final class TokenLogin {

  /** Larger than SunPKCS11's buffer of random bytes, so that a probe reaches the token. */
  private static final int PROBE_BYTES = 128;

  private final Provider provider;
  private final KeyStore store;
  private final Map<String, PrivateKey> keys = new ConcurrentHashMap<>();
  private final Map<String, SecretKey> secretKeys = new ConcurrentHashMap<>();

  /**
   * Keeps every Signature object reachable. When the garbage collector frees one, SunPKCS11 closes
   * its session by number, and after a restart of the token's daemon that number may belong to a
   * session in use.
   */
  private final Collection<Signature> signatures = new ConcurrentLinkedQueue<>();

  private TokenLogin(Provider provider, KeyStore store) {
    this.provider = provider;
    this.store = store;
  }

  public static TokenLogin open(Provider provider, char[] pin) throws TokenFailure {
    try {
      KeyStore store = KeyStore.getInstance("PKCS11", provider);
      store.load(null, pin);
      return new TokenLogin(provider, store);
    } catch (GeneralSecurityException | IOException | ProviderException e) {
      throw TokenFailure.of(e);
    }
  }

  public Provider provider() {
    return provider;
  }

  public KeyStore store() {
    return store;
  }

  public PrivateKey key(String label) throws TokenFailure {
    PrivateKey known = keys.get(label);
    if (known != null) {
      return known;
    }
    certificate(label);
    try {
      if (store.getKey(label, null) instanceof PrivateKey found) {
        keys.put(label, found);
        return found;
      }
    } catch (GeneralSecurityException | ProviderException e) {
      throw TokenFailure.of(e);
    }
    throw refused("no private key goes with the certificate labelled " + label);
  }

  /** The AES key of this label, which needs no certificate. */
  public SecretKey secretKey(String label) throws TokenFailure {
    SecretKey known = secretKeys.get(label);
    if (known != null) {
      return known;
    }
    try {
      if (store.getKey(label, null) instanceof SecretKey found) {
        secretKeys.put(label, found);
        return found;
      }
    } catch (GeneralSecurityException | ProviderException e) {
      throw TokenFailure.of(e);
    }
    throw refused("no secret key is labelled " + label);
  }

  public boolean holds(String label) throws TokenFailure {
    try {
      return Collections.list(store.aliases()).stream()
          .anyMatch(alias -> alias.equals(label) || alias.startsWith(label + "/"));
    } catch (GeneralSecurityException | ProviderException e) {
      throw TokenFailure.of(e);
    }
  }

  public X509Certificate certificate(String label) throws TokenFailure {
    try {
      if (store.getCertificate(label) instanceof X509Certificate found) {
        return found;
      }
      // SunPKCS11 turns a shared label into aliases label/issuer/serial.
      boolean shared =
          Collections.list(store.aliases()).stream().anyMatch(a -> a.startsWith(label + "/"));
      throw refused(
          shared
              ? "two certificates are labelled " + label
              // Java shows neither a key without a certificate nor the reverse.
              : "nothing is labelled %s that is a key and its certificate: one of them is missing, or their ids differ"
                  .formatted(label));
    } catch (GeneralSecurityException | ProviderException e) {
      throw TokenFailure.of(e);
    }
  }

  public Signature signature(String label, String algorithm) throws TokenFailure {
    try {
      Signature signature = Signature.getInstance(algorithm, provider);
      signature.initSign(key(label));
      signatures.add(signature);
      return signature;
    } catch (GeneralSecurityException | ProviderException e) {
      throw TokenFailure.of(e);
    }
  }

  /**
   * Ends the login, which belongs to the whole process. While it lasts, the module does not check
   * the PIN of another login.
   */
  public void logOut() throws TokenFailure {
    try {
      if (provider instanceof AuthProvider session) {
        session.logout();
      }
    } catch (LoginException | ProviderException e) {
      throw TokenFailure.of(e);
    }
  }

  /** Tests the session: asks the token for random bytes, which changes nothing. */
  public void probe() throws TokenFailure {
    try {
      if (provider.getService("SecureRandom", "PKCS11") == null) {
        store.size();
        return;
      }
      SecureRandom.getInstance("PKCS11", provider).nextBytes(new byte[PROBE_BYTES]);
    } catch (GeneralSecurityException | ProviderException e) {
      throw TokenFailure.of(e);
    }
  }

  private static TokenFailure refused(String reason) {
    return new TokenFailure(TokenFailure.Kind.REFUSED, reason);
  }
}
