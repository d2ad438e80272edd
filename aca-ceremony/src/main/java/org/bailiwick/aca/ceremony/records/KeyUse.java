package org.bailiwick.aca.ceremony.records;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The use of a key of the ceremony. Each use has exactly one key, except that an optional use may
 * have none, and that each domain node may have a key of its own.
 */
public enum KeyUse {
  /** Certifies the issuing key and signs the root CRL, in ceremonies only. */
  ROOT,
  /** Signs agents' credentials, nodes' server certificates and their CRL. */
  ISSUING,
  /** Signs OCSP answers. */
  OCSP,
  /** Signs the certificates of operators and of nodes as clients, and their CRL. */
  OPERATORS,
  /** Signs security event tokens. */
  EVENTS,
  /** Signs ceremony records and the heads of the audit log. */
  AUDIT,
  /** Signs the Master Agent's tokens, on the domain node. */
  TOKENS,
  /** Signs agents' Workload Identity Tokens. */
  WIT;

  /** Lower-case name in plan and record. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a key of this use signs certificates, which name the key's certificate and CRL by URL.
   */
  public boolean isIssuer() {
    return this == ROOT || this == ISSUING || this == OPERATORS;
  }

  /**
   * The poll by which nodes learn a new key of this use before it signs. It is empty if the key's
   * certificate comes with each signature, or if nodes do not verify signatures of this use with a
   * document that they poll.
   */
  public Optional<KeyPoll> poll() {
    return switch (this) {
      case ROOT, ISSUING, OPERATORS, WIT -> Optional.of(KeyPoll.TRUST_BUNDLE);
      case EVENTS -> Optional.of(KeyPoll.EVENT_KEYS);
      case OCSP, AUDIT, TOKENS -> Optional.empty();
    };
  }

  /**
   * Whether a later ceremony makes a key of this use without a signature of the earlier key. The
   * ceremony's file then does not name the earlier key.
   */
  public boolean needsNoSignatureOfPredecessor() {
    return this == ISSUING || this == OCSP || this == EVENTS || this == TOKENS || this == WIT;
  }

  /**
   * Whether an authority may have no key of this use, because its first ceremony was held before
   * this use existed; a later ceremony makes the first key.
   */
  public boolean isOptional() {
    return this == WIT;
  }

  /** Whether a first ceremony may make several keys of this use, one for each domain node. */
  public boolean isOfNodes() {
    return this == TOKENS;
  }

  /** Whether a key of this use must be a P-256 key, because its signatures must be ES256. */
  public boolean isOfP256(boolean later) {
    return this == WIT || (later && (this == TOKENS || this == AUDIT));
  }

  /** Whether a later ceremony for these uses also needs the old key of this use, which signs. */
  public boolean needsPredecessorIn(Set<KeyUse> needed) {
    return switch (this) {
      case OPERATORS -> true;
      case ROOT -> !needed.contains(ISSUING); // with ISSUING, the root is not new
      case AUDIT -> needed.size() == 1;
      case ISSUING, OCSP, EVENTS, TOKENS, WIT -> false;
    };
  }

  /**
   * Whether a key of this use gets a certificate in the first ceremony, or in a later one. The node
   * itself issues later certificates of OCSP responders (docs/ocsp.md).
   */
  public boolean isCertified(boolean later) {
    return switch (this) {
      case ROOT, ISSUING, OPERATORS -> true;
      case OCSP -> !later;
      case EVENTS, AUDIT, TOKENS, WIT -> false;
    };
  }

  /**
   * The uses that a later ceremony's file must have: the use of the new key, and the uses of the
   * keys that sign its certificate and record.
   */
  public static Set<KeyUse> ofSuccession(List<KeyUse> uses) {
    for (KeyUse alone : EnumSet.of(OCSP, EVENTS, OPERATORS, TOKENS, WIT)) {
      if (uses.contains(alone)) {
        return EnumSet.of(alone, AUDIT);
      }
    }
    if (!uses.contains(ISSUING) && !uses.contains(ROOT)) {
      return EnumSet.of(AUDIT);
    }
    return uses.contains(ISSUING) ? EnumSet.of(ROOT, ISSUING, AUDIT) : EnumSet.of(ROOT, AUDIT);
  }

  /** The use of this name in plan and record. */
  public static KeyUse parse(String text) {
    return Arrays.stream(values())
        .filter(use -> use.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no key use is called " + text));
  }
}
