package org.bailiwick.policy.bundle;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The certificate of a signature, after its path, name, validity and status were checked. */
final class OfficerCertificate {
  private static final int URI_NAME = 6; // GeneralName CHOICE [6], RFC 5280 section 4.2.1.6
  private static final int DIGITAL_SIGNATURE = 0; // RFC 5280 section 4.2.1.3, by bit
  private static final int NOT_A_CA = -1;
  private static final Pattern OFFICER =
      Pattern.compile("spiffe://([a-z0-9._-]{1,255})/operator/officer/[A-Za-z0-9._-]{1,255}");

  private final X509Certificate certificate;
  private final String id;

  private OfficerCertificate(X509Certificate certificate, String id) {
    this.certificate = certificate;
    this.id = id;
  }

  /** Operator CAs issue to officers directly, so that the leaf is the whole path. */
  static OfficerCertificate verify(byte[] der, BundleRules rules) {
    X509Certificate leaf = read(der);
    X509Certificate issuer = issuer(leaf, rules);
    requireValid(leaf, rules.at());
    String id = officer(leaf, rules.trustDomain());
    switch (rules.officers().statusOf(leaf, issuer)) {
      case GOOD -> {}
      case REVOKED ->
          throw new BundleRefusedException(
              BundleCheck.BUNDLE_CERTIFICATE_REVOKED, "The certificate of " + id + " is revoked");
      case UNKNOWN ->
          throw new BundleRefusedException(
              BundleCheck.BUNDLE_CERTIFICATE_STATUS,
              "It is not known now whether the certificate of " + id + " is revoked");
    }
    return new OfficerCertificate(leaf, id);
  }

  /** The SPIFFE id. */
  String id() {
    return id;
  }

  X509Certificate certificate() {
    return certificate;
  }

  private static X509Certificate read(byte[] der) {
    try {
      X509Certificate read =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      if (Arrays.equals(read.getEncoded(), der)) {
        return read;
      }
    } catch (CertificateException | RuntimeException e) { // the JDK's key parsers throw both
      throw refusal("A certificate in a header x5c cannot be read");
    }
    throw refusal("A certificate in a header x5c cannot be read");
  }

  private static X509Certificate issuer(X509Certificate leaf, BundleRules rules) {
    return rules.officers().operatorCas().stream()
        .filter(anchor -> hasPath(leaf, anchor, rules.at()))
        .findFirst()
        .orElseThrow(
            () -> refusal("A certificate of a signature is not from an operator CA of the domain"));
  }

  /** A leaf out of its validity has a path, too, so that the refusal names what is wrong. */
  private static boolean hasPath(X509Certificate leaf, X509Certificate anchor, Instant at) {
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(within(leaf, at)));
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      CertPathValidator.getInstance("PKIX")
          .validate(factory.generateCertPath(List.of(leaf)), parameters);
      anchor.checkValidity(Date.from(at));
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      return false;
    }
  }

  private static Instant within(X509Certificate leaf, Instant at) {
    Instant begin = leaf.getNotBefore().toInstant();
    Instant end = leaf.getNotAfter().toInstant();
    return at.isBefore(begin) ? begin : at.isAfter(end) ? end : at;
  }

  private static void requireValid(X509Certificate leaf, Instant at) {
    if (at.isBefore(leaf.getNotBefore().toInstant())
        || at.isAfter(leaf.getNotAfter().toInstant())) {
      throw new BundleRefusedException(
          BundleCheck.BUNDLE_CERTIFICATE_EXPIRED,
          "A certificate of a signature has expired, or is not valid yet");
    }
  }

  private static String officer(X509Certificate leaf, String domain) {
    boolean[] usage = leaf.getKeyUsage();
    Optional<Matcher> named = uriName(leaf).map(OFFICER::matcher).filter(Matcher::matches);
    if (leaf.getBasicConstraints() != NOT_A_CA
        || usage == null
        || !usage[DIGITAL_SIGNATURE]
        || named.filter(name -> name.group(1).equals(domain)).isEmpty()) {
      throw new BundleRefusedException(
          BundleCheck.BUNDLE_NOT_OFFICER,
          "A certificate of a signature is not that of an officer of this domain");
    }
    return named.get().group();
  }

  private static Optional<String> uriName(X509Certificate leaf) {
    try {
      Collection<List<?>> names = leaf.getSubjectAlternativeNames();
      List<String> uris =
          names == null
              ? List.of()
              : names.stream()
                  .filter(name -> Integer.valueOf(URI_NAME).equals(name.getFirst()))
                  .map(name -> String.valueOf(name.get(1)))
                  .toList();
      return uris.size() == 1 ? Optional.of(uris.getFirst()) : Optional.empty();
    } catch (CertificateParsingException e) {
      return Optional.empty();
    }
  }

  private static BundleRefusedException refusal(String message) {
    return new BundleRefusedException(BundleCheck.BUNDLE_CERTIFICATE, message);
  }
}
