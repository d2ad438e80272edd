package org.bailiwick.aca.ceremony;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bailiwick.aca.ceremony.CeremonyPlan.RootMode.Subordinate;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.aca.lint.CredentialLint;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/**
 * The certificate with which an organisation's root answered our request, and the checks that
 * decide whether an authority can live under it.
 *
 * @param certificate ours
 * @param chain what stands between it and the organisation's root, without both
 */
record RootAnswer(X509Certificate certificate, List<X509Certificate> chain) {

  /** Certificates below ours on the way to a leaf: the issuing authority's. */
  private static final int AUTHORITIES_BELOW = 1;

  /** What the answer must allow. */
  record Needs(PublicKey key, Instant now, Instant until, List<GeneralName> names) {}

  static RootAnswer accept(Subordinate mode, Needs needs) {
    List<X509Certificate> answer = certificates(mode.answer());
    X509Certificate anchor = certificates(mode.anchor()).getFirst();
    X509Certificate own = answer.getFirst();
    List<X509Certificate> between =
        answer.subList(1, answer.size()).stream().filter(each -> !each.equals(anchor)).toList();
    require(
        Arrays.equals(own.getPublicKey().getEncoded(), needs.key().getEncoded()),
        "is for another key than the one in the root token");
    List<X509Certificate> path = new ArrayList<>(List.of(own));
    path.addAll(between);
    validate(path, anchor, needs.now());
    path.add(anchor);
    pathLengths(path);
    algorithms(path);
    nameConstraints(path, needs.names());
    require(
        !own.getNotAfter().toInstant().isBefore(needs.until()),
        "ends at " + own.getNotAfter().toInstant() + ", before the issuing authority would");
    lint(own, path.get(1));
    return new RootAnswer(own, between);
  }

  /**
   * RFC 5280 section 6.1, without revocation: the organisation's CRLs are not ours to fetch here.
   */
  private static void validate(List<X509Certificate> path, X509Certificate anchor, Instant now) {
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (GeneralSecurityException e) {
      throw new CeremonyException(
          "The answer of the organisation's root has no valid path to it: " + e.getMessage(), e);
    }
  }

  /** Each authority above must allow as many authorities below it as there will be. */
  private static void pathLengths(List<X509Certificate> path) {
    for (int i = 0; i < path.size(); i++) {
      int allowed = path.get(i).getBasicConstraints();
      require(
          allowed >= i + AUTHORITIES_BELOW,
          allowed < 0
              ? "is not for an authority"
              : "has a path length that leaves no room for the issuing authority");
    }
  }

  private static void algorithms(List<X509Certificate> path) {
    for (X509Certificate each : path) {
      String algorithm = each.getSigAlgName().toUpperCase(Locale.ROOT);
      require(
          !algorithm.contains("SHA1") && !algorithm.contains("MD"),
          "is signed with " + algorithm + ", directly or above");
      try {
        KeyAlgorithm.of(each.getPublicKey());
      } catch (ProblemException e) {
        throw new CeremonyException(
            "The answer of the organisation's root leads to a weak key: " + e.detail(), e);
      }
    }
  }

  private static void nameConstraints(List<X509Certificate> path, List<GeneralName> names) {
    PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
    for (X509Certificate each : path.reversed()) {
      byte[] value = each.getExtensionValue(Extension.nameConstraints.getId());
      if (value != null) {
        NameConstraints constraints =
            NameConstraints.getInstance(ASN1OctetString.getInstance(value).getOctets());
        GeneralSubtree[] permitted = constraints.getPermittedSubtrees();
        if (permitted != null) {
          validator.intersectPermittedSubtree(permitted);
        }
        for (GeneralSubtree excluded : excluded(constraints)) {
          validator.addExcludedSubtree(excluded);
        }
      }
    }
    for (GeneralName name : names) {
      try {
        validator.checkPermitted(name);
        validator.checkExcluded(name);
      } catch (NameConstraintValidatorException e) {
        throw new CeremonyException(
            "The answer of the organisation's root has name constraints that forbid "
                + name.getName(),
            e);
      }
    }
  }

  private static GeneralSubtree[] excluded(NameConstraints constraints) {
    GeneralSubtree[] excluded = constraints.getExcludedSubtrees();
    return excluded == null ? new GeneralSubtree[0] : excluded;
  }

  private static void lint(X509Certificate own, X509Certificate issuer) {
    try {
      CredentialLint.under(issuer).check(own, CertificateProfile.SUBORDINATE);
    } catch (ProblemException e) {
      throw new CeremonyException(
          "The answer of the organisation's root is refused: " + e.detail(), e);
    }
  }

  private static List<X509Certificate> certificates(Path file) {
    try {
      return Pem.certificates(Files.readAllBytes(file));
    } catch (IOException | ProblemException e) {
      throw new CeremonyException("No certificate in PEM can be read from " + file, e);
    }
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new CeremonyException("The answer of the organisation's root " + fault + ".");
    }
  }
}
