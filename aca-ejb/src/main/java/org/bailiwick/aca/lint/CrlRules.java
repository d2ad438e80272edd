package org.bailiwick.aca.lint;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.bouncycastle.asn1.x509.TBSCertificate;

/** CRLs. */
final class CrlRules {

  private static final int VERSION_2 = 2;
  private static final int NUMBER_OCTETS = 20;
  private static final Set<ASN1ObjectIdentifier> KNOWN =
      Set.of(
          Extension.authorityKeyIdentifier,
          Extension.cRLNumber,
          Extension.issuingDistributionPoint);

  private CrlRules() {}

  static void examine(byte[] encoded, CertificateList crl, TBSCertificate issuer, Findings found) {
    TBSCertList body = crl.getTBSCertList();
    found.run("crl-basics", () -> basics(encoded, crl, found));
    found.run("crl-issuer", () -> issuer(body, issuer, found));
    found.run("crl-times", () -> times(body, found));
    found.run("crl-extensions", () -> extensions(body, found));
    found.run("crl-entries", () -> entries(body, found));
  }

  /** RFC 5280 sections 5.1.1.2, 5.1.2.1 and 5.1.2.2. */
  private static void basics(byte[] encoded, CertificateList crl, Findings found) {
    found.unless(Arrays.equals(encoded, BasicRules.der(crl)), "crl-der", "the CRL is not DER");
    found.unless(crl.getVersionNumber() == VERSION_2, "crl-version", "the CRL is not version 2");
    found.unless(
        crl.getSignatureAlgorithm().equals(crl.getTBSCertList().getSignature()),
        "crl-signature-algorithm-inner",
        "inner and outer signature algorithm differ");
  }

  /** RFC 5280 sections 5.1.2.3 and 5.2.1. */
  private static void issuer(TBSCertList body, TBSCertificate issuer, Findings found) {
    found.unless(
        Arrays.equals(BasicRules.der(body.getIssuer()), BasicRules.der(issuer.getSubject())),
        "crl-issuer-name",
        "the CRL's issuer is not the subject of the issuer's certificate");
    found.unless(
        BasicRules.fits(
            issuer.getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm(), body.getSignature()),
        "crl-signature-algorithm",
        "the signature algorithm is not one for the issuer's key");
    Extension named = extension(body, Extension.authorityKeyIdentifier);
    byte[] expected =
        Specimen.extension(issuer, Extension.subjectKeyIdentifier)
            .map(own -> ASN1OctetString.getInstance(own.getParsedValue()).getOctets())
            .orElse(new byte[0]);
    found.unless(
        named != null
            && Arrays.equals(
                expected,
                AuthorityKeyIdentifier.getInstance(named.getParsedValue())
                    .getKeyIdentifierOctets()),
        "crl-authority-key-identifier",
        "the authority key identifier is not the issuer's subject key identifier");
  }

  /** RFC 5280 sections 5.1.2.4 and 5.1.2.5: nextUpdate is mandatory in this profile. */
  private static void times(TBSCertList body, Findings found) {
    boolean order =
        body.getNextUpdate() != null
            && ValidityRules.instant(body.getThisUpdate())
                .isBefore(ValidityRules.instant(body.getNextUpdate()));
    found.unless(order, "crl-times", "the next update is missing or not after this one");
  }

  /** RFC 5280 sections 5.2.3 and 5.2.5. */
  private static void extensions(TBSCertList body, Findings found) {
    Extensions all = body.getExtensions();
    if (all != null) {
      for (ASN1ObjectIdentifier oid : all.getExtensionOIDs()) {
        found.unless(KNOWN.contains(oid), "crl-extension-known", "unknown extension " + oid);
        found.unless(
            all.getExtension(oid).isCritical() == oid.equals(Extension.issuingDistributionPoint),
            "crl-critical",
            "only the issuing distribution point is critical");
      }
    }
    Extension number = extension(body, Extension.cRLNumber);
    boolean valid =
        number != null
            && inRange(ASN1Integer.getInstance(number.getParsedValue()).getPositiveValue());
    found.unless(valid, "crl-number", "the CRL number is missing or longer than 20 octets");
  }

  private static boolean inRange(BigInteger number) {
    return number.toByteArray().length <= NUMBER_OCTETS;
  }

  /** RFC 5280 sections 5.1.2.6 and 5.3.1. */
  private static void entries(TBSCertList body, Findings found) {
    TBSCertList.CRLEntry[] entries = body.getRevokedCertificates();
    Set<BigInteger> serials = new HashSet<>();
    for (TBSCertList.CRLEntry entry : entries) {
      found.unless(
          serials.add(entry.getUserCertificate().getValue()), "crl-twice", "a serial stands twice");
      found.unless(
          !ValidityRules.instant(entry.getRevocationDate())
              .isAfter(ValidityRules.instant(body.getThisUpdate())),
          "crl-future",
          "an entry's date is after the CRL's");
      found.unless(reasonAllowed(entry), "crl-reason", "a reason is unspecified or unassigned");
    }
  }

  private static boolean reasonAllowed(TBSCertList.CRLEntry entry) {
    Extension reason =
        entry.getExtensions() == null
            ? null
            : entry.getExtensions().getExtension(Extension.reasonCode);
    if (reason == null) {
      return true;
    }
    int code = ASN1Enumerated.getInstance(reason.getParsedValue()).intValueExact();
    return code > 0 && code <= 10 && code != 7 && code != 8;
  }

  private static Extension extension(TBSCertList body, ASN1ObjectIdentifier oid) {
    return body.getExtensions() == null ? null : body.getExtensions().getExtension(oid);
  }
}
