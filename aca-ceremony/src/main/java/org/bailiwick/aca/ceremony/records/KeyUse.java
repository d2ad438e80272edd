package org.bailiwick.aca.ceremony.records;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The use of a key of the ceremony. Each use has exactly one key; an optional use may have none.
 */
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
  TOKENS,
  /** Signs agents' Workload Identity Tokens. */
  WIT;

  /** Lower-case name in plan and record. */
  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it signs certificates, which then say where its own and its CRL are. */
  public boolean isIssuer() {
    return this == ROOT || this == ISSUING || this == OPERATORS;
  }

  /**
   * The poll by which nodes hear of a new key of this use before it signs. There is none where the
   * signature brings the key's certificate, or where nodes do not verify it by a document that they
   * keep.
   */
  public Optional<KeyPoll> poll() {
    return switch (this) {
      case ROOT, ISSUING, OPERATORS, WIT -> Optional.of(KeyPoll.TRUST_BUNDLE);
      case EVENTS -> Optional.of(KeyPoll.EVENT_KEYS);
      case OCSP, AUDIT, TOKENS -> Optional.empty();
    };
  }

  /**
   * Whether a later ceremony can make a key for it without a signature of the one before, which its
   * file does not name then.
   */
  public boolean isSucceededUnsigned() {
    return this == ISSUING || this == OCSP || this == EVENTS || this == TOKENS || this == WIT;
  }

  /**
   * Whether an authority can be without it, as those are whose first ceremony was before there was
   * this use; a later ceremony makes its first key.
   */
  public boolean isOptional() {
    return this == WIT;
  }

  /** Whether only ES256 will do for what it signs. */
  public boolean isOfP256(boolean later) {
    return this == WIT || (later && (this == TOKENS || this == AUDIT));
  }

  /** Whether of the uses in a later ceremony's file it is the one whose key before signs. */
  public boolean isFollowedIn(Set<KeyUse> needed) {
    return switch (this) {
      case OPERATORS -> true;
      case ROOT -> !needed.contains(ISSUING); // else the root is no new one
      case AUDIT -> needed.size() == 1;
      case ISSUING, OCSP, EVENTS, TOKENS, WIT -> false;
    };
  }

  /**
   * Whether its key gets a certificate in a ceremony, the first or a later one; a node has later
   * certificates of responders issued itself (docs/ocsp.md).
   */
  public boolean isCertified(boolean later) {
    return switch (this) {
      case ROOT, ISSUING, OPERATORS -> true;
      case OCSP -> !later;
      case EVENTS, AUDIT, TOKENS, WIT -> false;
    };
  }

  /**
   * The uses that a later ceremony's file must have: that of the new key, and those that sign its
   * certificate and its record.
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
  public static KeyUse parse(String token) {
    return Arrays.stream(values())
        .filter(use -> use.token().equals(token))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no key use is called " + token));
  }
}
