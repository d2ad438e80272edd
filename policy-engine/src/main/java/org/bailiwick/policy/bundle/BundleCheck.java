package org.bailiwick.policy.bundle;

import java.util.Locale;

/** What is checked of a bundle; the name of the check that failed stands in answers and logs. */
public enum BundleCheck {
  /** At most {@link PolicyBundle#MAX_OCTETS}. */
  BUNDLE_TOO_LARGE,
  /** A JWS in general JSON serialization (RFC 7515 section 7.2.1), each member once, no others. */
  BUNDLE_MALFORMED,
  /** One of ES256, ES384 and PS256, with a key that fits. */
  BUNDLE_ALGORITHM,
  /** The {@code typ} of bundles. */
  BUNDLE_TYPE,
  /** No {@code crit} and no other unknown header parameter (RFC 7515 section 4.1.11). */
  BUNDLE_HEADER_UNKNOWN,
  /** A certificate that can be read, with a path to an operator CA of the domain. */
  BUNDLE_CERTIFICATE,
  /** The certificate is in its validity period. */
  BUNDLE_CERTIFICATE_EXPIRED,
  /** The certificate's name is an officer's, of the domain. */
  BUNDLE_NOT_OFFICER,
  /** The operator CA has not revoked the certificate. */
  BUNDLE_CERTIFICATE_REVOKED,
  /** It is known now whether the operator CA has revoked the certificate. */
  BUNDLE_CERTIFICATE_STATUS,
  /** The certificate's key made the signature. */
  BUNDLE_SIGNATURE,
  /** As many different officers, with different keys, as the payload and the rules ask for. */
  BUNDLE_SIGNATURES_MISSING,
  /** The payload is a JSON object with all members in their forms, each once, and no others. */
  BUNDLE_PAYLOAD,
  /** The payload names the domain. */
  BUNDLE_TRUST_DOMAIN,
  /** The payload names the component. */
  BUNDLE_COMPONENT,
  /** The number is higher than the one in force. */
  BUNDLE_NUMBER_OLD,
  /** The number is not that of another content. */
  BUNDLE_NUMBER_REUSED,
  /** The files are policy files, whose policies fit the schema. */
  BUNDLE_POLICIES,
  /** A store has room for bundles that are not yet in force. */
  BUNDLE_STORE_FULL;

  /** The name in answers, logs and audit rows, such as {@code bundle-number-old}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return text();
  }
}
