package org.bailiwick.node.hsm;

import java.security.Signature;
import java.util.HashMap;
import java.util.Map;

/**
 * What one call at a time uses: initialised Signature objects by key, so that signing needs neither
 * look-up nor login. Confined to the thread that holds the seat.
 */
final class Seat {

  private TokenLogin login;
  private final Map<String, Signature> signatures = new HashMap<>();

  Signature signature(TokenLogin of, String label, String algorithm) throws TokenFailure {
    if (login != of) {
      signatures.clear();
      login = of;
    }
    Signature known = signatures.get(label);
    if (known == null) {
      known = of.signature(label, algorithm);
      signatures.put(label, known);
    }
    return known;
  }

  /** After any failure: the object's state is unknown. */
  void drop(String label) {
    signatures.remove(label);
  }
}
