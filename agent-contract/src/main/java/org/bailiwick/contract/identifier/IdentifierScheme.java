package org.bailiwick.contract.identifier;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The schemes of identifiers that the parser reads. */
public enum IdentifierScheme {
  /** {@code spiffe://domain/path} (SPIFFE-ID section 2). */
  SPIFFE("spiffe://"),
  /** {@code wimse://domain/path} (draft-ietf-wimse-identifier). */
  WIMSE("wimse://"),
  /** {@code did:web:host} (did:web method specification). */
  DID_WEB("did:web:"),
  /** {@code did:key:z…} (did:key method specification). */
  DID_KEY("did:key:"),
  /** {@code ans://v1.2.3.agent.example.com} (draft-narajala-courtney-ansv2). */
  ANS("ans://"),
  /** {@code dns:agent.example.com} (RFC 4501). */
  DNS("dns:"),
  /** {@code urn:uuid:…} (RFC 9562 section 4). */
  URN_UUID("urn:uuid:"),
  /** {@code https://host/path}: the URL of an agent's card. */
  CARD_URL("https://");

  private final String prefix;

  IdentifierScheme(String prefix) {
    this.prefix = prefix;
  }

  /** The beginning of each identifier of the scheme. */
  public String prefix() {
    return prefix;
  }

  /** The name in answers: lower case, with dashes. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The scheme with this name. */
  public static Optional<IdentifierScheme> find(String text) {
    return Arrays.stream(values()).filter(scheme -> scheme.text().equals(text)).findFirst();
  }

  /**
   * The scheme of a text. The case of letters counts in DID schemes (DID core section 3.1: {@code
   * did} and the method's name are lower case), and in no other (RFC 3986 section 3.1).
   */
  static Optional<IdentifierScheme> of(String text) {
    return Arrays.stream(values()).filter(scheme -> scheme.begins(text)).findFirst();
  }

  private boolean begins(String text) {
    boolean exact = this == DID_WEB || this == DID_KEY;
    return text.regionMatches(!exact, 0, prefix, 0, prefix.length());
  }
}
