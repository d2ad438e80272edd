package org.bailiwick.aca.lint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** The rules for policies, and for the URLs of CRL, OCSP responder and issuer's certificate. */
final class PointerRules {

  private PointerRules() {}

  static void examine(Specimen specimen, Findings found) {
    if (specimen.is(CertificateProfile.SUBORDINATE)) {
      return; // the organisation's root chooses policies and URLs
    }
    found.run("policies", () -> policies(specimen, found));
    found.run("crl-pointer", () -> distributionPoints(specimen, found));
    found.run("freshest-crl", () -> freshest(specimen, found));
    found.run("information-access", () -> informationAccess(specimen, found));
  }

  /** RFC 5280 section 4.2.1.4. */
  private static void policies(Specimen specimen, Findings found) {
    Set<String> present =
        specimen
            .value(Extension.certificatePolicies)
            .map(CertificatePolicies::getInstance)
            .map(all -> Arrays.stream(all.getPolicyInformation()))
            .stream()
            .flatMap(stream -> stream)
            .map(policy -> policy.getPolicyIdentifier().getId())
            .collect(Collectors.toSet());
    found.unless(
        present.equals(specimen.profile().policies()),
        "policies",
        "the certificate policies are not those of the profile");
  }

  /** RFC 5280 section 4.2.1.13: one point without reasons and without another CRL issuer. */
  private static void distributionPoints(Specimen specimen, Findings found) {
    List<DistributionPoint> points =
        specimen
            .value(Extension.cRLDistributionPoints)
            .map(value -> List.of(CRLDistPoint.getInstance(value).getDistributionPoints()))
            .orElse(List.of());
    // RFC 6960 section 4.2.2.2.1: the status of a responder with no-check is not checked.
    boolean wanted =
        !specimen.profile().isSelfSigned()
            && !specimen.is(CertificateProfile.OCSP)
            && !StatusRules.hasNoRevAvail(specimen);
    found.unless(
        points.size() == (wanted ? 1 : 0),
        "crl-pointer",
        "the number of CRL distribution points is not that of the profile");
    for (DistributionPoint point : points) {
      found.unless(
          isPlain(point),
          "crl-pointer-form",
          "the CRL distribution point is not one plain http URI");
    }
  }

  /**
   * RFC 5280 section 4.2.1.15: a freshest CRL has the form of a CRL distribution point, and there
   * must be a CRL distribution point too.
   */
  private static void freshest(Specimen specimen, Findings found) {
    specimen
        .value(Extension.freshestCRL)
        .ifPresent(
            value ->
                found.unless(
                    isOnePlainPoint(value)
                        && specimen.value(Extension.cRLDistributionPoints).isPresent(),
                    "freshest-crl",
                    "the freshest CRL is not one plain http URI, or has no CRL URI beside it"));
  }

  static boolean isOnePlainPoint(ASN1Encodable points) {
    DistributionPoint[] all = CRLDistPoint.getInstance(points).getDistributionPoints();
    return all.length == 1 && isPlain(all[0]);
  }

  private static boolean isPlain(DistributionPoint point) {
    return point.getReasons() == null && point.getCRLIssuer() == null && plain(uris(point));
  }

  /**
   * RFC 5280 sections 4.2.2.1 and 8: no https, because the verification of the https server's
   * certificate may need the same URL.
   */
  private static void informationAccess(Specimen specimen, Findings found) {
    List<AccessDescription> access =
        specimen
            .value(Extension.authorityInfoAccess)
            .map(
                value ->
                    List.of(AuthorityInformationAccess.getInstance(value).getAccessDescriptions()))
            .orElse(List.of());
    boolean wanted = !specimen.profile().isSelfSigned();
    List<String> issuers = locations(access, AccessDescription.id_ad_caIssuers);
    found.unless(
        wanted ? plain(issuers) : access.isEmpty(),
        "issuer-pointer",
        "the issuer's certificate is not named by one plain http URI");
    List<String> responders = locations(access, AccessDescription.id_ad_ocsp);
    found.unless(
        (specimen.profile().hasResponder() && !StatusRules.hasNoRevAvail(specimen))
            ? plain(responders)
            : responders.isEmpty(),
        "ocsp-pointer",
        "the OCSP responder is not named as the profile demands");
    found.unless(
        issuers.size() + responders.size() == access.size(),
        "information-access",
        "an access method is not in the profile");
  }

  private static List<String> locations(
      List<AccessDescription> access, ASN1ObjectIdentifier method) {
    return access.stream()
        .filter(one -> one.getAccessMethod().equals(method))
        .map(one -> text(one.getAccessLocation()))
        .toList();
  }

  private static List<String> uris(DistributionPoint point) {
    DistributionPointName name = point.getDistributionPoint();
    List<String> uris = new ArrayList<>();
    if (name != null && name.getType() == DistributionPointName.FULL_NAME) {
      for (GeneralName one : GeneralNames.getInstance(name.getName()).getNames()) {
        uris.add(text(one));
      }
    }
    return uris;
  }

  private static String text(GeneralName name) {
    return name.getTagNo() == GeneralName.uniformResourceIdentifier
        ? name.getName().toString()
        : "";
  }

  private static boolean plain(List<String> uris) {
    return uris.size() == 1 && uris.getFirst().startsWith("http://");
  }
}
