package org.bailiwick.aca.lint;

import static org.bouncycastle.asn1.x509.KeyUsage.cRLSign;
import static org.bouncycastle.asn1.x509.KeyUsage.digitalSignature;
import static org.bouncycastle.asn1.x509.KeyUsage.keyCertSign;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** The rules for key identifiers, usages, constraints and the information on workloads. */
final class ExtensionRules {

  static final ASN1ObjectIdentifier AGENT_INFORMATION =
      new ASN1ObjectIdentifier(AgentInformationExtension.OID);
  static final ASN1ObjectIdentifier WORKLOAD_INFORMATION =
      new ASN1ObjectIdentifier(AgentInformationExtension.WORKLOAD_OID);
  static final ASN1ObjectIdentifier ATTESTER_TRUSTWORTHINESS =
      new ASN1ObjectIdentifier(AttesterTrustworthinessExtension.OID);
  private static final Set<KeyPurposeId> CLIENT_AND_SERVER =
      Set.of(KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth);
  private static final Set<ASN1ObjectIdentifier> COMMON =
      Set.of(
          Extension.subjectKeyIdentifier,
          Extension.authorityKeyIdentifier,
          Extension.keyUsage,
          Extension.basicConstraints,
          Extension.subjectAlternativeName,
          Extension.certificatePolicies,
          Extension.cRLDistributionPoints,
          Extension.freshestCRL,
          Extension.authorityInfoAccess);

  private ExtensionRules() {}

  static void examine(Specimen specimen, Findings found) {
    found.run("extension-known", () -> known(specimen, found));
    found.run("critical", () -> criticality(specimen, found));
    found.run("key-identifier", () -> keyIdentifiers(specimen, found));
    found.run("key-usage", () -> keyUsage(specimen, found));
    found.run("basic-constraints", () -> basicConstraints(specimen, found));
    found.run("extended-key-usage", () -> extendedKeyUsage(specimen, found));
    found.run("agent-information", () -> agentInformation(specimen, found));
    found.run("workload-information", () -> workloadInformation(specimen, found));
    found.run("attester-trustworthiness", () -> trustworthiness(specimen, found));
  }

  /** Allows the profile's extensions only; the parser refuses an extension that occurs twice. */
  private static void known(Specimen specimen, Findings found) {
    for (ASN1ObjectIdentifier oid : specimen.extensions()) {
      boolean own =
          switch (specimen.profile()) {
            case ISSUING_CA, OPERATOR_CA -> oid.equals(Extension.nameConstraints);
            // An organisation may have its own extensions; the rule on criticality also checks
            // them.
            case SUBORDINATE -> true;
            case NODE, OPERATOR -> oid.equals(Extension.extendedKeyUsage);
            case AGENT ->
                oid.equals(Extension.extendedKeyUsage)
                    || oid.equals(AGENT_INFORMATION)
                    || oid.equals(ATTESTER_TRUSTWORTHINESS)
                    || oid.equals(OwnerKeyRules.OWNER_KEY)
                    || oid.equals(Extension.noRevAvail);
            case SERVICE, DEVICE ->
                oid.equals(Extension.extendedKeyUsage)
                    || oid.equals(WORKLOAD_INFORMATION)
                    || oid.equals(ATTESTER_TRUSTWORTHINESS)
                    || oid.equals(Extension.noRevAvail);
            case OCSP ->
                oid.equals(Extension.extendedKeyUsage)
                    || oid.equals(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck);
            case ROOT -> false;
          };
      found.unless(
          own || COMMON.contains(oid),
          "extension-known",
          "extension " + oid + " is not in the profile");
    }
  }

  /** RFC 5280 section 4.2.1: the extensions that must, and those that must not, be critical. */
  private static void criticality(Specimen specimen, Findings found) {
    for (ASN1ObjectIdentifier oid : specimen.extensions()) {
      if (oid.equals(Extension.subjectAlternativeName)) {
        continue; // depends on the subject, see NameRules
      }
      boolean must =
          oid.equals(Extension.keyUsage)
              || oid.equals(Extension.basicConstraints)
              || oid.equals(Extension.nameConstraints);
      found.unless(
          specimen.extension(oid).map(Extension::isCritical).orElse(must) == must,
          "critical",
          "extension " + oid + " must " + (must ? "" : "not ") + "be critical");
    }
  }

  /** RFC 5280 sections 4.2.1.1 and 4.2.1.2. */
  private static void keyIdentifiers(Specimen specimen, Findings found) {
    Optional<byte[]> own =
        specimen
            .value(Extension.subjectKeyIdentifier)
            .map(value -> ASN1OctetString.getInstance(value).getOctets());
    found.unless(
        own.isPresent() && own.get().length > 0,
        "subject-key-identifier",
        "the subject key identifier is missing");
    Optional<byte[]> issuers =
        Specimen.extension(specimen.issuer(), Extension.subjectKeyIdentifier)
            .map(value -> ASN1OctetString.getInstance(value.getParsedValue()).getOctets());
    Optional<byte[]> named =
        specimen
            .value(Extension.authorityKeyIdentifier)
            .map(value -> AuthorityKeyIdentifier.getInstance(value).getKeyIdentifierOctets());
    boolean absentAllowed = specimen.profile().isSelfSigned();
    boolean match =
        named.isPresent() && issuers.isPresent() && Arrays.equals(named.get(), issuers.get());
    found.unless(
        match || (absentAllowed && named.isEmpty()),
        "authority-key-identifier",
        "the authority key identifier is not the issuer's subject key identifier");
  }

  /** RFC 5280 section 4.2.1.3; X509-SVID section 4.3 forbids keyCertSign in leaves. */
  private static void keyUsage(Specimen specimen, Findings found) {
    int wanted = specimen.profile().isCa() ? keyCertSign | cRLSign : digitalSignature;
    boolean exact =
        specimen
            .value(Extension.keyUsage)
            .map(value -> new KeyUsage(wanted).equals(KeyUsage.getInstance(value)))
            .orElse(false);
    found.unless(exact, "key-usage", "the key usage is not that of the profile");
  }

  /** RFC 5280 section 4.2.1.9. */
  private static void basicConstraints(Specimen specimen, Findings found) {
    Optional<BasicConstraints> constraints =
        specimen.value(Extension.basicConstraints).map(BasicConstraints::getInstance);
    boolean ca = constraints.map(BasicConstraints::isCA).orElse(false);
    Optional<BigInteger> length = constraints.map(BasicConstraints::getPathLenConstraint);
    boolean fits =
        switch (specimen.profile()) {
          case ROOT -> ca && length.isEmpty();
          case SUBORDINATE -> ca && length.map(n -> n.signum() > 0).orElse(true);
          case ISSUING_CA, OPERATOR_CA -> ca && length.filter(BigInteger.ZERO::equals).isPresent();
          case OCSP, NODE, OPERATOR, AGENT, SERVICE, DEVICE -> !ca && length.isEmpty();
        };
    found.unless(fits, "basic-constraints", "the basic constraints are not those of the profile");
  }

  /** RFC 5280 section 4.2.1.12; X509-SVID section 4.4: client and server, or none. */
  private static void extendedKeyUsage(Specimen specimen, Findings found) {
    Set<KeyPurposeId> wanted =
        switch (specimen.profile()) {
          case NODE, OPERATOR, AGENT, SERVICE, DEVICE -> CLIENT_AND_SERVER;
          case OCSP -> Set.of(KeyPurposeId.id_kp_OCSPSigning);
          case ROOT, SUBORDINATE, ISSUING_CA, OPERATOR_CA -> Set.of();
        };
    Set<KeyPurposeId> present =
        specimen
            .value(Extension.extendedKeyUsage)
            .map(value -> Set.of(ExtendedKeyUsage.getInstance(value).getUsages()))
            .orElse(Set.of());
    found.unless(
        present.equals(wanted),
        "extended-key-usage",
        "the extended key usage is not that of the profile");
    if (specimen.is(CertificateProfile.OCSP)) {
      found.unless(
          specimen.extension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck).isPresent(),
          "ocsp-no-check",
          "a responder's certificate must have id-pkix-ocsp-nocheck");
    }
  }

  /** The agent information: strict DER of version 1, only in agents' credentials. */
  private static void agentInformation(Specimen specimen, Findings found) {
    Optional<Extension> extension = specimen.extension(AGENT_INFORMATION);
    found.unless(
        extension.isPresent() == specimen.is(CertificateProfile.AGENT),
        "agent-information",
        "an agent's credential, and no other, must have agent information");
    extension.ifPresent(
        value -> AgentInformationExtension.decode(value.getExtnValue().getOctets()));
  }

  /** The same for services and devices, which have an extension of their own. */
  private static void workloadInformation(Specimen specimen, Findings found) {
    Optional<Extension> extension = specimen.extension(WORKLOAD_INFORMATION);
    found.unless(
        extension.isPresent() == specimen.is(CertificateProfile.SERVICE, CertificateProfile.DEVICE),
        "workload-information",
        "a service's or device's credential, and no other, must have workload information");
    extension.ifPresent(
        value -> AgentInformationExtension.decodeWorkload(value.getExtnValue().getOctets()));
  }

  /**
   * The Attester's trustworthiness: strict DER of version 1. The status of the attestation is never
   * better than the worst claim of the vector (draft-ietf-rats-ear-03 section 3.1).
   */
  private static void trustworthiness(Specimen specimen, Findings found) {
    Optional<AttesterTrustworthiness> stated =
        specimen
            .extension(ATTESTER_TRUSTWORTHINESS)
            .map(
                value -> AttesterTrustworthinessExtension.decode(value.getExtnValue().getOctets()));
    Optional<String> status =
        specimen
            .extension(AGENT_INFORMATION)
            .or(() -> specimen.extension(WORKLOAD_INFORMATION))
            .map(value -> value.getExtnValue().getOctets())
            .map(AgentInformationExtension::decodeWorkload)
            .map(information -> information.attestation().status());
    if (stated.isPresent() && status.isPresent()) {
      found.unless(
          stated.get().vector().allows(status.get()),
          "attester-trustworthiness-status",
          "the attestation's status is better than the worst claim of the vector");
    }
  }
}
