package org.bailiwick.ars.identifier.control;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The identity certificate of an ANS name (draft-narajala-courtney-ansv2): issued by an ANS CA, for
 * client authentication, with the name as its only URI name.
 */
final class AnsCertificate {
  private static final int URI_NAME = 6;
  private static final String CLIENT_AUTHENTICATION = "1.3.6.1.5.5.7.3.2";
  private static final int DIGITAL_SIGNATURE = 0;

  private AnsCertificate() {}

  /**
   * The certificate of the name at the beginning of this chain.
   *
   * @param anchors the ANS CAs that the operator trusts
   * @throws ProblemException proof-of-possession-failed
   */
  static X509Certificate require(
      List<X509Certificate> chain, Identifier name, Set<X509Certificate> anchors, Instant now) {
    if (anchors.isEmpty()) {
      throw SignedProof.failed("ans-no-anchor", "This registry trusts no CA for ANS names.");
    }
    X509Certificate leaf = chain.getFirst();
    if (!isFor(leaf, name)) {
      throw SignedProof.failed(
          "ans-certificate-name",
          "The certificate is not one for client authentication with the ANS name as its only URI"
              + " name.");
    }
    try {
      PKIXParameters parameters =
          new PKIXParameters(
              anchors.stream()
                  .map(anchor -> new TrustAnchor(anchor, null))
                  .collect(Collectors.toSet()));
      parameters.setRevocationEnabled(false); // docs/identifiers.md: a proof counts for days only
      parameters.setDate(Date.from(now));
      List<X509Certificate> path = chain.stream().filter(each -> !anchors.contains(each)).toList();
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (GeneralSecurityException e) {
      throw SignedProof.failed(
          "ans-certificate-path", "The certificate is not one of a CA for ANS names, in force.");
    }
    if (anchors.contains(leaf)) {
      throw SignedProof.failed("ans-certificate-path", "A CA proves no name of its own.");
    }
    return leaf;
  }

  private static boolean isFor(X509Certificate leaf, Identifier name) {
    try {
      Collection<List<?>> names = leaf.getSubjectAlternativeNames();
      List<String> purposes = leaf.getExtendedKeyUsage();
      boolean[] usage = leaf.getKeyUsage();
      return names != null
          && names.stream()
              .filter(each -> Integer.valueOf(URI_NAME).equals(each.getFirst()))
              .map(each -> (String) each.get(1))
              .toList()
              .equals(List.of(name.text()))
          && leaf.getBasicConstraints() < 0
          && purposes != null
          && purposes.contains(CLIENT_AUTHENTICATION)
          && (usage == null || usage[DIGITAL_SIGNATURE]);
    } catch (CertificateParsingException e) {
      return false;
    }
  }
}
