package org.bailiwick.aca.ceremony;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.RootMode.Subordinate;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.aca.lint.CredentialLint;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/**
 * The certificate that an organisation's root issued for the ceremony's certification request,
 * after checks that the certificates of an authority below it will be valid.
 *
 * @param certificate the authority's certificate
 * @param chain the certificates between it and the organisation's root, without both
 */
record RootAnswer(X509Certificate certificate, List<X509Certificate> chain) {

  /**
   * The number of CA certificates between the root's answer and a leaf: the issuing authority's.
   */
  private static final int AUTHORITIES_BELOW = 1;

  private static final String ANY_POLICY = "2.5.29.32.0";

  /** The accepted signature algorithms, in addition to RSASSA-PSS with one of {@link #DIGESTS}. */
  private static final Set<String> SIGNATURES =
      Set.of(
          "SHA256WITHECDSA",
          "SHA384WITHECDSA",
          "SHA512WITHECDSA",
          "SHA256WITHRSA",
          "SHA384WITHRSA",
          "SHA512WITHRSA",
          "ED25519");

  private static final String PSS = "RSASSA-PSS";
  private static final Set<ASN1ObjectIdentifier> DIGESTS =
      Set.of(
          NISTObjectIdentifiers.id_sha256,
          NISTObjectIdentifiers.id_sha384,
          NISTObjectIdentifiers.id_sha512);

  /** The key purposes in certificates that the issuing authority issues. */
  private static final Set<String> PURPOSES =
      Set.of(
          KeyPurposeId.id_kp_serverAuth.getId(),
          KeyPurposeId.id_kp_clientAuth.getId(),
          KeyPurposeId.id_kp_OCSPSigning.getId());

  /** The requirements on the certificate in the answer. */
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
    purposes(path);
    policies(path);
    validity(path, needs.until());
    lint(own, path.get(1));
    return new RootAnswer(own, between);
  }

  /** RFC 5280 section 6.1, without revocation, because a ceremony fetches no CRLs. */
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

  /** The path length of each certificate must allow all authorities below it. */
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

  private static void validity(List<X509Certificate> path, Instant until) {
    for (X509Certificate each : path) {
      Instant end = each.getNotAfter().toInstant();
      require(
          !end.isBefore(until),
          (each.equals(path.getFirst()) ? "ends at " : "hangs on one that ends at ")
              + end
              + ", before the issuing authority would");
    }
  }

  /**
   * RFC 5280 section 4.2.1.12 restricts the certified key only, but verifiers also apply a CA's
   * extended key usage to the certificates below it.
   */
  private static void purposes(List<X509Certificate> path) {
    for (X509Certificate each : path) {
      try {
        List<String> allowed = each.getExtendedKeyUsage();
        require(
            allowed == null
                || allowed.contains(KeyPurposeId.anyExtendedKeyUsage.getId())
                || allowed.containsAll(PURPOSES),
            "has, itself or above, an extended key usage without all purposes of the certificates"
                + " below");
      } catch (CertificateParsingException e) {
        throw new CeremonyException(
            "The answer of the organisation's root has an extended key usage that can't be read",
            e);
      }
    }
  }

  /**
   * RFC 5280 section 6.1 with the policies of the leaves. If a certificate of the path requires an
   * explicit policy, each certificate of the path must allow theirs.
   */
  private static void policies(List<X509Certificate> path) {
    boolean demanded =
        path.stream()
            .map(each -> each.getExtensionValue(Extension.policyConstraints.getId()))
            .anyMatch(Objects::nonNull);
    if (!demanded) {
      return;
    }
    for (X509Certificate each : path.subList(0, path.size() - 1)) {
      Set<String> named = policiesOf(each);
      require(
          named.containsAll(CertificateProfile.ISSUING_CA.policies()) || named.contains(ANY_POLICY),
          "demands policies, itself or above, and does not allow those of what is issued below");
    }
  }

  private static Set<String> policiesOf(X509Certificate certificate) {
    byte[] value = certificate.getExtensionValue(Extension.certificatePolicies.getId());
    if (value == null) {
      return Set.of();
    }
    return Arrays.stream(
            CertificatePolicies.getInstance(ASN1OctetString.getInstance(value).getOctets())
                .getPolicyInformation())
        .map(policy -> policy.getPolicyIdentifier().getId())
        .collect(Collectors.toSet());
  }

  private static void algorithms(List<X509Certificate> path) {
    for (X509Certificate each : path) {
      String algorithm = each.getSigAlgName().toUpperCase(Locale.ROOT);
      require(
          SIGNATURES.contains(algorithm) || isAcceptedPss(each, algorithm),
          "is signed, itself or above, with " + algorithm + ", which is not accepted");
      try {
        KeyAlgorithm.of(each.getPublicKey());
      } catch (ProblemException e) {
        throw new CeremonyException(
            "The answer of the organisation's root leads to a weak key: " + e.detail(), e);
      }
    }
  }

  /** RFC 4055 section 3.1: the digest is SHA-1 if there are no parameters. */
  private static boolean isAcceptedPss(X509Certificate certificate, String algorithm) {
    byte[] parameters = certificate.getSigAlgParams();
    return algorithm.equals(PSS)
        && parameters != null
        && DIGESTS.contains(
            RSASSAPSSparams.getInstance(parameters).getHashAlgorithm().getAlgorithm());
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
