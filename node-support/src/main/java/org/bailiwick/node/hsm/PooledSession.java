package org.bailiwick.node.hsm;

import java.security.Signature;
import java.util.HashMap;
import java.util.Map;
import org.bailiwick.node.hsm.login.TokenFailure;
import org.bailiwick.node.hsm.login.TokenLogin;

/**
 * A session of the pool. It keeps an initialised Signature object for each key, so that a signature
 * needs neither a key look-up nor a login. Only the thread that took the session may use it.
 */
final class PooledSession {

  private TokenLogin login;
  private final Map<String, Signature> signatures = new HashMap<>();

  Signature signature(TokenLogin current, String label, String algorithm) throws TokenFailure {
    if (login != current) {
      signatures.clear();
      login = current;
    }
    Signature known = signatures.get(label);
    if (known == null) {
      known = current.signature(label, algorithm);
      signatures.put(label, known);
    }
    return known;
  }

  /** Forgets the key's Signature object after a failure, since its state is then unknown. */
  void drop(String label) {
    signatures.remove(label);
  }
}
