package org.bailiwick.aca.lint;

import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ceremony.certificate.CertificateDraft;
import org.bailiwick.aca.ceremony.certificate.CertificateMaker;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.PolicyInformation;

/** One sound certificate of each profile and a CRL, in memory. */
final class SoundSpecimens {

  static final String DOMAIN = "bailiwick.example";

  final InMemorySigningKey rootKey = InMemorySigningKey.generate("root", KeyShape.EC_P384);
  final InMemorySigningKey issuingKey = InMemorySigningKey.generate("issuing-1", KeyShape.EC_P256);
  final InMemorySigningKey operatorKey =
      InMemorySigningKey.generate("operator-ca", KeyShape.EC_P256);
  final CertificateMaker maker =
      new CertificateMaker(
          TrustDomain.parse(DOMAIN),
          URI.create("http://127.0.0.1:8080"),
          new SecureRandom(),
          Instant.parse("2026-11-25T12:00:00Z"));
  final X509Certificate root =
      maker.selfSigned(authority(CertificateProfile.ROOT, rootKey, 20, null), rootKey);
  final X509Certificate operatorCa =
      maker.selfSigned(
          authority(CertificateProfile.OPERATOR_CA, operatorKey, 10, null), operatorKey);
  final X509Certificate issuing =
      maker.signed(authority(CertificateProfile.ISSUING_CA, issuingKey, 5, "root"), root, rootKey);
  final X509CRL crl = maker.emptyCrl(issuing, issuingKey, Period.ofDays(1));

  byte[] body(CertificateProfile profile) {
    return switch (profile) {
      case ROOT -> tbs(root);
      case OPERATOR_CA -> tbs(operatorCa);
      case ISSUING_CA -> tbs(issuing);
      case OCSP -> leaf(CertificateProfile.OCSP, "");
      case NODE -> leaf(CertificateProfile.NODE, "/node/domain");
      case OPERATOR -> operator();
      case AGENT -> agent();
      case SUBORDINATE -> subordinate();
    };
  }

  CredentialLint lint(CertificateProfile profile) {
    return switch (profile) {
      case ROOT, OPERATOR_CA -> CredentialLint.ofSelfSigned();
      case ISSUING_CA, SUBORDINATE -> CredentialLint.under(root);
      case OPERATOR -> CredentialLint.under(operatorCa);
      case OCSP, NODE, AGENT -> CredentialLint.under(issuing);
    };
  }

  private byte[] leaf(CertificateProfile profile, String path) {
    List<GeneralName> names =
        path.isEmpty() ? List.of() : List.of(uri("spiffe://" + DOMAIN + path));
    return tbs(maker.signed(draft(profile, "issuing-1", names), issuing, issuingKey));
  }

  private byte[] operator() {
    List<GeneralName> names = List.of(uri("spiffe://" + DOMAIN + "/operator/officer/one"));
    return tbs(
        maker.signed(
            draft(CertificateProfile.OPERATOR, "operator-ca", names), operatorCa, operatorKey));
  }

  /** A node's body with an agent's name, policy and information. */
  private byte[] agent() {
    return SpecimenBuilder.of(leaf(CertificateProfile.NODE, "/node/domain"))
        .with(Extension.subjectAlternativeName, false, names(agentUri("reader")))
        .with(Extension.certificatePolicies, false, policy(AgentInformationExtension.POLICY_AGENT))
        .with(
            new ASN1ObjectIdentifier(AgentInformationExtension.OID),
            false,
            ASN1Sequence.getInstance(
                AgentInformationExtension.encode(
                    TestCa.create(DOMAIN).information("invoice.parse@1"))))
        .tbs();
  }

  private byte[] subordinate() {
    InMemorySigningKey other = InMemorySigningKey.generate("other", KeyShape.EC_P384);
    CertificateDraft draft = authority(CertificateProfile.SUBORDINATE, other, 10, "root");
    return tbs(maker.signed(draft, root, rootKey));
  }

  private static CertificateDraft authority(
      CertificateProfile profile, InMemorySigningKey key, int years, String issuer) {
    return new CertificateDraft(
        profile,
        new X500Name("O=Bailiwick,CN=" + key.id()),
        key.publicKey(),
        Period.ofYears(years),
        List.of(),
        Optional.ofNullable(issuer));
  }

  private static CertificateDraft draft(
      CertificateProfile profile, String issuer, List<GeneralName> names) {
    return new CertificateDraft(
        profile,
        new X500Name("O=Bailiwick,CN=leaf"),
        InMemorySigningKey.generate("leaf", KeyShape.EC_P256).publicKey(),
        Period.ofDays(30),
        names,
        Optional.of(issuer));
  }

  static GeneralName uri(String text) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, text);
  }

  static GeneralName agentUri(String name) {
    return uri("spiffe://" + DOMAIN + "/agent/" + name);
  }

  static GeneralNames names(GeneralName... names) {
    return new GeneralNames(names);
  }

  static CertificatePolicies policy(String oid) {
    return new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier(oid)));
  }

  static byte[] tbs(X509Certificate certificate) {
    try {
      return certificate.getTBSCertificate();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }
}
