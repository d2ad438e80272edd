package org.bailiwick.aca.lint;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.TBSCertificate;

/**
 * Examines certificates and CRLs of one issuer before they are signed. The signature itself is not
 * looked at: the specimen is a body, or a certificate with any bits in the signature's place. Holds
 * no state; safe for many threads.
 */
public final class CredentialLint {

  private static final System.Logger LOG = System.getLogger(CredentialLint.class.getName());

  private final Optional<TBSCertificate> issuer;

  /**
   * One rule that a specimen breaks.
   *
   * @param rule kebab-case id, kept in the audit log
   * @param sentence what is wrong, for the operator
   */
  public record Finding(String rule, String sentence) {}

  private CredentialLint(Optional<TBSCertificate> issuer) {
    this.issuer = issuer;
  }

  /** Lint for what this issuer is to sign. */
  public static CredentialLint under(X509Certificate issuer) {
    return new CredentialLint(
        Optional.of(Certificate.getInstance(der(issuer)).getTBSCertificate()));
  }

  /** Lint for self-signed authorities, which vouch for themselves. */
  public static CredentialLint ofSelfSigned() {
    return new CredentialLint(Optional.empty());
  }

  /**
   * Passes or throws.
   *
   * @param tbsCertificate DER of the body that is to be signed
   * @throws ProblemException INTERNAL, with the first broken rule as failing check
   */
  public void check(byte[] tbsCertificate, CertificateProfile profile) {
    requireNone(findings(tbsCertificate, profile));
  }

  /**
   * As {@link #check(byte[], CertificateProfile)}, with the whole certificate around the body, for
   * rules about what is outside of it.
   *
   * @param certificate DER, with any bits in the signature's place
   */
  public void check(byte[] tbsCertificate, byte[] certificate, CertificateProfile profile) {
    requireNone(findings(tbsCertificate, certificate, profile));
  }

  /** As {@link #check(byte[], CertificateProfile)}, for a certificate signed with any key. */
  public void check(X509Certificate certificate, CertificateProfile profile) {
    requireNone(findings(certificate, profile));
  }

  /** Passes or throws, for the body of a CRL that is to be signed. */
  public void checkCrlBody(byte[] tbsCertList) {
    requireNone(crlFindings(() -> CrlSpecimen.ofBody(tbsCertList)));
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

  /** Every rule that the CRL breaks. */
  public List<Finding> crlFindings(byte[] crl) {
    return crlFindings(() -> CrlSpecimen.ofSigned(crl));
  }

  private List<Finding> crlFindings(Supplier<CrlSpecimen> specimen) {
    Findings found = new Findings();
    TBSCertificate by =
        issuer.orElseThrow(() -> new IllegalStateException("a CRL is linted under its issuer"));
    found.run("crl-der", () -> CrlRules.examine(specimen.get(), by, found));
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
        "What was prepared for signing breaks the certificate profile (" + all + ").");
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("the certificate can't be encoded", e);
    }
  }
}
