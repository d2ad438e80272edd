package org.bailiwick.aca.lint;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.TBSCertificate;

/**
 * Checks certificates and CRLs of one issuer before they are signed. It does not check the
 * signature: the input is a body, or a certificate with any signature value. It keeps no state, so
 * many threads may use it.
 */
public final class CredentialLint {

  private static final System.Logger LOG = System.getLogger(CredentialLint.class.getName());

  private final Optional<TBSCertificate> issuer;

  /**
   * A rule that a certificate or CRL breaks.
   *
   * @param rule kebab-case id, kept in the audit log
   * @param sentence describes the fault to the operator
   */
  public record Finding(String rule, String sentence) {}

  private CredentialLint(Optional<TBSCertificate> issuer) {
    this.issuer = issuer;
  }

  /** The lint for certificates and CRLs that this issuer will sign. */
  public static CredentialLint under(X509Certificate issuer) {
    return new CredentialLint(
        Optional.of(Certificate.getInstance(der(issuer)).getTBSCertificate()));
  }

  /** The lint for self-signed certificates. */
  public static CredentialLint ofSelfSigned() {
    return new CredentialLint(Optional.empty());
  }

  /**
   * Throws if the body breaks a rule.
   *
   * @param tbsCertificate DER of the body that is to be signed
   * @throws ProblemException INTERNAL, with the first broken rule as failing check
   */
  public void check(byte[] tbsCertificate, CertificateProfile profile) {
    requireNone(findings(tbsCertificate, profile));
  }

  /**
   * As {@link #check(byte[], CertificateProfile)}, also with the rules for the fields outside of
   * the body.
   *
   * @param certificate DER, with any signature value
   */
  public void check(byte[] tbsCertificate, byte[] certificate, CertificateProfile profile) {
    requireNone(findings(tbsCertificate, certificate, profile));
  }

  /** As {@link #check(byte[], CertificateProfile)}, for a certificate signed with any key. */
  public void check(X509Certificate certificate, CertificateProfile profile) {
    requireNone(findings(certificate, profile));
  }

  /** Throws if the body of a CRL that is to be signed breaks a rule. */
  public void checkCrlBody(byte[] tbsCertList) {
    requireNone(crlFindings(tbsCertList));
  }

  /** Every rule that the body breaks. */
  public List<Finding> findings(byte[] tbsCertificate, CertificateProfile profile) {
    return examine(tbsCertificate, Optional.empty(), profile);
  }

  /** Every rule that the certificate breaks. */
  public List<Finding> findings(X509Certificate certificate, CertificateProfile profile) {
    try {
      return findings(certificate.getTBSCertificate(), der(certificate), profile);
    } catch (CertificateEncodingException e) {
      return unreadable();
    }
  }

  private List<Finding> findings(byte[] tbs, byte[] certificate, CertificateProfile profile) {
    try {
      return examine(tbs, Optional.of(Certificate.getInstance(certificate)), profile);
    } catch (RuntimeException e) {
      return unreadable();
    }
  }

  /** Every rule that the body of the CRL breaks. */
  List<Finding> crlFindings(byte[] tbsCertList) {
    Findings found = new Findings();
    TBSCertificate signer =
        issuer.orElseThrow(() -> new IllegalStateException("a CRL is linted under its issuer"));
    found.run("crl-der", () -> CrlRules.examine(new CrlSpecimen(tbsCertList), signer, found));
    return found.all();
  }

  private List<Finding> examine(
      byte[] tbs, Optional<Certificate> signed, CertificateProfile profile) {
    Specimen specimen;
    try {
      specimen = new Specimen(tbs, signed, issuer, profile);
    } catch (RuntimeException e) {
      return unreadable();
    }
    Findings found = new Findings();
    found.unless(
        issuer.isEmpty() == profile.isSelfSigned(),
        "issuer-kind",
        "this profile is " + (profile.isSelfSigned() ? "" : "not ") + "self-signed");
    BasicRules.examine(specimen, found);
    NameRules.examine(specimen, found);
    ValidityRules.examine(specimen, found);
    KeyRules.examine(specimen, found);
    ExtensionRules.examine(specimen, found);
    PointerRules.examine(specimen, found);
    StatusRules.examine(specimen, found);
    OwnerKeyRules.examine(specimen, found);
    return found.all();
  }

  private static List<Finding> unreadable() {
    return List.of(new Finding("der", "the bytes are not a certificate"));
  }

  private static void requireNone(List<Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    String all =
        findings.stream()
            .map(finding -> finding.rule() + ": " + finding.sentence())
            .collect(Collectors.joining("; "));
    LOG.log(System.Logger.Level.ERROR, "Lint: {0}", all);
    throw new ProblemException(
        ProblemType.INTERNAL,
        "lint-" + findings.getFirst().rule(),
        "The certificate or CRL to be signed breaks the certificate profile (" + all + ").");
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("the certificate can't be encoded", e);
    }
  }
}
