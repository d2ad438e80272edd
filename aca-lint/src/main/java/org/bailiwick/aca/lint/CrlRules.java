package org.bailiwick.aca.lint;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.TBSCertList;
import org.bouncycastle.asn1.x509.TBSCertificate;

/** The rules for CRLs. The frame of a CRL is its body without the entries. */
final class CrlRules {

  private static final int VERSION_2 = 2;
  private static final int NUMBER_OCTETS = 20;
  private static final Set<ASN1ObjectIdentifier> KNOWN =
      Set.of(
          Extension.authorityKeyIdentifier,
          Extension.cRLNumber,
          Extension.deltaCRLIndicator,
          Extension.freshestCRL,
          Extension.issuingDistributionPoint);

  /** The critical extensions (RFC 5280 sections 5.2.4 and 5.2.5). */
  private static final Set<ASN1ObjectIdentifier> CRITICAL =
      Set.of(Extension.deltaCRLIndicator, Extension.issuingDistributionPoint);

  private CrlRules() {}

  static void examine(CrlSpecimen crl, TBSCertificate issuer, Findings found) {
    TBSCertList frame = crl.frame();
    found.run("crl-basics", () -> basics(crl, found));
    found.run("crl-issuer", () -> issuer(frame, issuer, found));
    found.run("crl-times", () -> times(frame, found));
    found.run("crl-extensions", () -> extensions(frame, found));
    found.run("crl-entries", () -> entries(crl, found));
  }

  /** RFC 5280 section 5.1.2.1. */
  private static void basics(CrlSpecimen crl, Findings found) {
    found.unless(crl.isDer(), "crl-der", "the CRL is not DER");
    found.unless(
        crl.frame().getVersionNumber() == VERSION_2, "crl-version", "the CRL is not version 2");
  }

  /** RFC 5280 sections 5.1.2.3 and 5.2.1. */
  private static void issuer(TBSCertList frame, TBSCertificate issuer, Findings found) {
    found.unless(
        Arrays.equals(BasicRules.der(frame.getIssuer()), BasicRules.der(issuer.getSubject())),
        "crl-issuer-name",
        "the CRL's issuer is not the subject of the issuer's certificate");
    found.unless(
        BasicRules.fits(
            issuer.getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm(), frame.getSignature()),
        "crl-signature-algorithm",
        "the signature algorithm does not fit the issuer's key");
    Extension named = extension(frame, Extension.authorityKeyIdentifier);
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
  private static void times(TBSCertList frame, Findings found) {
    boolean order =
        frame.getNextUpdate() != null
            && ValidityRules.instant(frame.getThisUpdate())
                .isBefore(ValidityRules.instant(frame.getNextUpdate()));
    found.unless(order, "crl-times", "nextUpdate is missing or not after thisUpdate");
  }

  /** RFC 5280 sections 5.2.3 and 5.2.5. */
  private static void extensions(TBSCertList frame, Findings found) {
    Extensions all = frame.getExtensions();
    if (all != null) {
      for (ASN1ObjectIdentifier oid : all.getExtensionOIDs()) {
        found.unless(KNOWN.contains(oid), "crl-extension-known", "unknown extension " + oid);
        found.unless(
            all.getExtension(oid).isCritical() == CRITICAL.contains(oid),
            "crl-critical",
            "only delta indicator and issuing distribution point are critical");
      }
    }
    Extension number = extension(frame, Extension.cRLNumber);
    boolean valid =
        number != null
            && inRange(ASN1Integer.getInstance(number.getParsedValue()).getPositiveValue());
    found.unless(valid, "crl-number", "the CRL number is missing or longer than 20 octets");
    if (valid) {
      delta(frame, ASN1Integer.getInstance(number.getParsedValue()).getValue(), found);
    }
  }

  /** RFC 5280 sections 5.2.4 and 5.2.6. */
  private static void delta(TBSCertList frame, BigInteger number, Findings found) {
    Extension indicator = extension(frame, Extension.deltaCRLIndicator);
    Extension freshest = extension(frame, Extension.freshestCRL);
    if (indicator != null) {
      found.unless(
          ASN1Integer.getInstance(indicator.getParsedValue()).getValue().compareTo(number) <= 0,
          "crl-base",
          "the base of the delta CRL has a higher number");
      found.unless(freshest == null, "crl-freshest", "a delta CRL names a freshest CRL");
    }
    if (freshest != null) {
      found.unless(
          PointerRules.isOnePlainPoint(freshest.getParsedValue()),
          "crl-freshest",
          "the freshest CRL is not one plain http URI");
    }
  }

  private static boolean inRange(BigInteger number) {
    return number.toByteArray().length <= NUMBER_OCTETS;
  }

  /** RFC 5280 sections 5.1.2.6 and 5.3.1. */
  private static void entries(CrlSpecimen crl, Findings found) {
    EntryRules rules = new EntryRules(crl.frame().getThisUpdate());
    crl.forEachEntry(rules::examine);
    found.unless(
        rules.hasEntries() || !crl.hasList(),
        "crl-list-empty",
        "revokedCertificates is present without entries");
    found.unless(rules.areDer(), "crl-der", "an entry is not DER");
    found.unless(!rules.areLate(), "crl-future", "an entry's date is after the CRL's");
    found.unless(rules.areReasonsAllowed(), "crl-reason", "a reason is not allowed on the CRL");
    found.unless(
        rules.areAscending() || areDifferent(crl), "crl-twice", "a serial number occurs twice");
  }

  /** Whether all serials differ. It keeps all of them, so it is used for unsorted lists only. */
  private static boolean areDifferent(CrlSpecimen crl) {
    Set<BigInteger> serials = new HashSet<>();
    AtomicBoolean different = new AtomicBoolean(true);
    crl.forEachEntry(
        entry -> {
          if (!serials.add(EntryRules.serial(entry))) {
            different.set(false);
          }
        });
    return different.get();
  }

  private static Extension extension(TBSCertList frame, ASN1ObjectIdentifier oid) {
    return frame.getExtensions() == null ? null : frame.getExtensions().getExtension(oid);
  }
}
