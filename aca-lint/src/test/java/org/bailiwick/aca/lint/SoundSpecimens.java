package org.bailiwick.aca.lint;

import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Period;
import java.util.List;
import org.bailiwick.aca.lint.SpecimenIssuer.Wanted;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.PolicyInformation;

/** One sound certificate of each profile and a CRL, in memory. */
final class SoundSpecimens {

  static final String DOMAIN = "bailiwick.example";

  private final SpecimenIssuer rootIssuer =
      SpecimenIssuer.selfSigned(
          CertificateProfile.ROOT, "root", TestKeys.ec("secp384r1"), Period.ofYears(20));
  private final SpecimenIssuer operatorIssuer =
      SpecimenIssuer.selfSigned(
          CertificateProfile.OPERATOR_CA, "operator-ca", TestKeys.ec(), Period.ofYears(10));
  private final SpecimenIssuer agentIssuer =
      rootIssuer.issuing("issuing-1", TestKeys.ec(), Period.ofYears(5));
  final X509Certificate root = rootIssuer.certificate;
  final X509Certificate operatorCa = operatorIssuer.certificate;
  final X509Certificate issuing = agentIssuer.certificate;
  final X509CRL crl = agentIssuer.emptyCrl();

  byte[] body(CertificateProfile profile) {
    return switch (profile) {
      case ROOT -> tbs(root);
      case OPERATOR_CA -> tbs(operatorCa);
      case ISSUING_CA -> tbs(issuing);
      case OCSP -> leaf(CertificateProfile.OCSP, "");
      case NODE -> leaf(CertificateProfile.NODE, "/node/domain");
      case OPERATOR -> operator();
      case AGENT -> agent();
      case SERVICE -> workload("/service/broker", AgentInformationExtension.POLICY_SERVICE);
      case DEVICE -> workload("/device/gate-1", AgentInformationExtension.POLICY_DEVICE);
      case SUBORDINATE -> subordinate();
    };
  }

  CredentialLint lint(CertificateProfile profile) {
    return switch (profile) {
      case ROOT, OPERATOR_CA -> CredentialLint.ofSelfSigned();
      case ISSUING_CA, SUBORDINATE -> CredentialLint.under(root);
      case OPERATOR -> CredentialLint.under(operatorCa);
      case OCSP, NODE, AGENT, SERVICE, DEVICE -> CredentialLint.under(issuing);
    };
  }

  private byte[] leaf(CertificateProfile profile, String path) {
    List<GeneralName> names =
        path.isEmpty() ? List.of() : List.of(uri("spiffe://" + DOMAIN + path));
    return tbs(agentIssuer.sign(leaf(profile, names)));
  }

  private byte[] operator() {
    List<GeneralName> names = List.of(uri("spiffe://" + DOMAIN + "/operator/officer/one"));
    return tbs(operatorIssuer.sign(leaf(CertificateProfile.OPERATOR, names)));
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

  /** A node's body with the name and policy of a service or device, and no capability. */
  private byte[] workload(String path, String policy) {
    AgentInformation agent = TestCa.create(DOMAIN).information("invoice.parse@1");
    AgentInformation information =
        new AgentInformation(
            agent.owner(),
            CapabilitySet.of(),
            agent.locator(),
            agent.validationMethods(),
            agent.principal(),
            agent.attestation());
    return SpecimenBuilder.of(leaf(CertificateProfile.NODE, "/node/domain"))
        .with(Extension.subjectAlternativeName, false, names(uri("spiffe://" + DOMAIN + path)))
        .with(Extension.certificatePolicies, false, policy(policy))
        .with(
            ExtensionRules.WORKLOAD_INFORMATION,
            false,
            ASN1Sequence.getInstance(AgentInformationExtension.encodeWorkload(information)))
        .tbs();
  }

  private byte[] subordinate() {
    PublicKey other = TestKeys.ec("secp384r1").getPublic();
    return tbs(
        rootIssuer.sign(
            new Wanted(
                CertificateProfile.SUBORDINATE, "other", other, Period.ofYears(10), List.of())));
  }

  private static Wanted leaf(CertificateProfile profile, List<GeneralName> names) {
    return new Wanted(profile, "leaf", TestKeys.ec().getPublic(), Period.ofDays(30), names);
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
