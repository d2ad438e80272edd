package org.bailiwick.aca.ceremony;

import java.util.Arrays;
import java.util.Locale;

/** What a key of the ceremony is for; each use has exactly one key. */
public enum KeyUse {
  /** Signs the issuing authority and the root CRL, in ceremonies only. */
  ROOT,
  /** Signs agents' credentials, nodes' server certificates and their CRL. */
  ISSUING,
  /** Signs OCSP answers. */
  OCSP,
  /** Signs operators, nodes as clients, and their CRL. */
  OPERATORS,
  /** Signs security event tokens. */
  EVENTS,
  /** Signs ceremony records and audit check points. */
  AUDIT,
  /** Signs the Master Agent's tokens, on the domain node. */
  TOKENS;

  /** Lower-case name in plan and record. */
  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  static KeyUse parse(String token) {
    return Arrays.stream(values())
        .filter(use -> use.token().equals(token))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no key use is called " + token));
  }
}
