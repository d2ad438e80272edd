package org.bailiwick.aca.lint;

import static org.bailiwick.aca.lint.CertificateProfile.AGENT;
import static org.bailiwick.aca.lint.CertificateProfile.DEVICE;
import static org.bailiwick.aca.lint.CertificateProfile.ISSUING_CA;
import static org.bailiwick.aca.lint.CertificateProfile.NODE;
import static org.bailiwick.aca.lint.CertificateProfile.OCSP;
import static org.bailiwick.aca.lint.CertificateProfile.OPERATOR;
import static org.bailiwick.aca.lint.CertificateProfile.OPERATOR_CA;
import static org.bailiwick.aca.lint.CertificateProfile.ROOT;
import static org.bailiwick.aca.lint.CertificateProfile.SERVICE;
import static org.bailiwick.aca.lint.SoundSpecimens.agentUri;
import static org.bailiwick.aca.lint.SoundSpecimens.names;
import static org.bailiwick.aca.lint.SoundSpecimens.policy;
import static org.bailiwick.aca.lint.SoundSpecimens.uri;

import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Bodies with one defect each. */
final class Defects {

  private static final ASN1ObjectIdentifier AGENT_INFORMATION =
      new ASN1ObjectIdentifier(AgentInformationExtension.OID);

  private Defects() {}

  /** A specimen named by its defect. */
  record Defect(
      String name, CertificateProfile profile, String rule, Consumer<SpecimenBuilder> change) {
    @Override
    public String toString() {
      return profile.text() + ": " + name;
    }
  }

  static Stream<Defect> all() {
    return Stream.of(
            basics(),
            subjects(),
            spiffeIds(),
            validities(),
            keys(),
            constraints(),
            keyUsages(),
            keyIdentifiers(),
            ownExtensions(),
            workloads(),
            HostNameDefects.all(),
            OwnerKeyDefects.all(),
            TrustworthinessDefects.all(),
            pointers(),
            responderPointers())
        .flatMap(List::stream);
  }

  private static List<Defect> basics() {
    return List.of(
        new Defect("serial zero", AGENT, "serial-positive", s -> s.serial("0")),
        new Defect(
            "serial negative", AGENT, "serial-positive", s -> s.serial("-99999999999999999999999")),
        new Defect("serial counts", AGENT, "serial-random", s -> s.serial("4711")),
        new Defect(
            "serial of 21 octets", AGENT, "serial-length", s -> s.serial("1" + "0".repeat(50))),
        new Defect(
            "signed with SHA-1",
            AGENT,
            "signature-algorithm",
            s -> s.algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA1)),
        new Defect(
            "RSA signature of an EC issuer",
            NODE,
            "signature-algorithm",
            s ->
                s.algorithm =
                    new AlgorithmIdentifier(
                        PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE)));
  }

  private static List<Defect> subjects() {
    GeneralName dns = new GeneralName(GeneralName.dNSName, "localhost");
    ASN1ObjectIdentifier alternative = Extension.subjectAlternativeName;
    return List.of(
        new Defect("other issuer", AGENT, "issuer-name", s -> s.issuer = new X500Name("CN=other")),
        new Defect("no subject", ISSUING_CA, "subject-empty", s -> s.subject = new X500Name("")),
        new Defect(
            "no subject, names not critical",
            AGENT,
            "subject-alternative-name-critical",
            s -> s.subject = new X500Name("")),
        new Defect(
            "two URI names",
            AGENT,
            "subject-alternative-name",
            s -> s.with(alternative, false, names(agentUri("one"), agentUri("two")))),
        new Defect(
            "DNS name beside the URI",
            AGENT,
            "subject-alternative-name",
            s -> s.with(alternative, false, names(agentUri("one"), dns))),
        new Defect("no name", AGENT, "subject-alternative-name", s -> s.without(alternative)));
  }

  private static List<Defect> spiffeIds() {
    ASN1ObjectIdentifier alternative = Extension.subjectAlternativeName;
    return List.of(
        new Defect(
            "agent with a node's id",
            AGENT,
            "spiffe-id",
            s -> s.with(alternative, false, names(uri("spiffe://bailiwick.example/node/domain")))),
        new Defect(
            "agent with an operator's id",
            AGENT,
            "spiffe-id",
            s ->
                s.with(
                    alternative,
                    false,
                    names(uri("spiffe://bailiwick.example/operator/officer/one")))),
        new Defect(
            "operator without known role",
            OPERATOR,
            "spiffe-id",
            s ->
                s.with(
                    alternative,
                    false,
                    names(uri("spiffe://bailiwick.example/operator/king/one")))),
        new Defect(
            "another trust domain",
            AGENT,
            "name-constraints",
            s -> s.with(alternative, false, names(uri("spiffe://partner.example/agent/one")))),
        new Defect(
            "issuing authority without name constraints",
            ISSUING_CA,
            "name-constraints-missing",
            s -> s.without(Extension.nameConstraints)));
  }

  private static List<Defect> validities() {
    return List.of(
        new Defect("ends before it begins", AGENT, "validity-order", s -> s.end = s.start),
        new Defect(
            "outlives its issuer", NODE, "validity-nested", s -> s.end = later(s.start, 3000)),
        new Defect(
            "begins before its issuer", NODE, "validity-nested", s -> s.start = later(s.start, -1)),
        new Defect("valid for two years", AGENT, "validity-long", s -> s.end = later(s.start, 730)),
        new Defect(
            "time without seconds",
            NODE,
            "validity-form",
            s -> s.end = Time.getInstance(new DERUTCTime("2612011200Z"))));
  }

  private static List<Defect> keys() {
    return List.of(
        new Defect(
            "the issuer's own key",
            NODE,
            "key-of-issuer",
            s -> s.key = CredentialLintTest.issuingKey()),
        new Defect(
            "not a key",
            AGENT,
            "key",
            s -> s.key = new SubjectPublicKeyInfo(s.key.getAlgorithm(), new byte[65])),
        new Defect(
            "an Ed25519 key with parameters",
            AGENT,
            "key-parameters",
            s -> s.key = spelled(EdECObjectIdentifiers.id_Ed25519)),
        new Defect(
            "an RSA key with other parameters than NULL",
            AGENT,
            "key-parameters",
            s -> s.key = spelled(PKCSObjectIdentifiers.rsaEncryption)));
  }

  private static SubjectPublicKeyInfo spelled(ASN1ObjectIdentifier kind) {
    return new SubjectPublicKeyInfo(new AlgorithmIdentifier(kind, kind), new byte[32]);
  }

  private static List<Defect> constraints() {
    return List.of(
        new Defect(
            "agent is a CA",
            AGENT,
            "basic-constraints",
            s -> s.with(Extension.basicConstraints, true, new BasicConstraints(true))),
        new Defect(
            "path length 1",
            ISSUING_CA,
            "basic-constraints",
            s -> s.with(Extension.basicConstraints, true, new BasicConstraints(1))),
        new Defect(
            "path length on the root",
            ROOT,
            "basic-constraints",
            s -> s.with(Extension.basicConstraints, true, new BasicConstraints(0))),
        new Defect(
            "basic constraints not critical",
            ISSUING_CA,
            "critical",
            s -> s.critical(Extension.basicConstraints, false)));
  }

  private static List<Defect> keyUsages() {
    KeyUsage certSign = new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign);
    ExtendedKeyUsage any = new ExtendedKeyUsage(KeyPurposeId.anyExtendedKeyUsage);
    ExtendedKeyUsage clientOnly = new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth);
    return List.of(
        new Defect(
            "key usage not critical",
            AGENT,
            "critical",
            s -> s.critical(Extension.keyUsage, false)),
        new Defect(
            "agent may sign certificates",
            AGENT,
            "key-usage",
            s -> s.with(Extension.keyUsage, true, certSign)),
        new Defect("no key usage", OPERATOR_CA, "key-usage", s -> s.without(Extension.keyUsage)),
        new Defect(
            "any extended key usage",
            AGENT,
            "extended-key-usage",
            s -> s.with(Extension.extendedKeyUsage, false, any)),
        new Defect(
            "client end only",
            AGENT,
            "extended-key-usage",
            s -> s.with(Extension.extendedKeyUsage, false, clientOnly)),
        new Defect(
            "responder to be looked up",
            OCSP,
            "ocsp-no-check",
            s -> s.without(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck)));
  }

  private static List<Defect> keyIdentifiers() {
    return List.of(
        new Defect(
            "no subject key identifier",
            AGENT,
            "subject-key-identifier",
            s -> s.without(Extension.subjectKeyIdentifier)),
        new Defect(
            "authority key identifier of another",
            AGENT,
            "authority-key-identifier",
            s ->
                s.with(
                    Extension.authorityKeyIdentifier,
                    false,
                    new AuthorityKeyIdentifier(new byte[20]))),
        new Defect(
            "no authority key identifier",
            AGENT,
            "authority-key-identifier",
            s -> s.without(Extension.authorityKeyIdentifier)));
  }

  private static List<Defect> ownExtensions() {
    return List.of(
        new Defect(
            "unknown extension",
            AGENT,
            "extension-known",
            s -> s.with(new ASN1ObjectIdentifier("1.2.3.4"), false, DERNull.INSTANCE)),
        new Defect(
            "unknown critical extension",
            AGENT,
            "critical",
            s -> s.with(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE)),
        new Defect(
            "agent information missing",
            AGENT,
            "agent-information",
            s -> s.without(AGENT_INFORMATION)),
        new Defect(
            "agent information critical",
            AGENT,
            "critical",
            s -> s.critical(AGENT_INFORMATION, true)),
        new Defect(
            "agent information unreadable",
            AGENT,
            "agent-information",
            s -> s.with(AGENT_INFORMATION, false, DERNull.INSTANCE)),
        new Defect(
            "node with agent information",
            NODE,
            "agent-information",
            s -> s.with(AGENT_INFORMATION, false, DERNull.INSTANCE)));
  }

  private static List<Defect> workloads() {
    return List.of(
        new Defect(
            "service without workload information",
            SERVICE,
            "workload-information",
            s -> s.without(ExtensionRules.WORKLOAD_INFORMATION)),
        new Defect(
            "agent with workload information",
            AGENT,
            "workload-information",
            s -> s.with(ExtensionRules.WORKLOAD_INFORMATION, false, DERNull.INSTANCE)),
        new Defect(
            "device with agent information",
            DEVICE,
            "agent-information",
            s -> s.with(AGENT_INFORMATION, false, DERNull.INSTANCE)),
        new Defect(
            "service with an owner's key",
            SERVICE,
            "extension-known",
            s -> s.with(OwnerKeyRules.OWNER_KEY, false, OwnerKeyDefects.sound())));
  }

  private static List<Defect> pointers() {
    return List.of(
        new Defect(
            "a node's policy",
            AGENT,
            "policies",
            s ->
                s.with(
                    Extension.certificatePolicies,
                    false,
                    policy(AgentInformationExtension.POLICY_NODE))),
        new Defect(
            "no policy", OPERATOR, "policies", s -> s.without(Extension.certificatePolicies)),
        new Defect(
            "no CRL pointer",
            AGENT,
            "crl-pointer",
            s -> s.without(Extension.cRLDistributionPoints)),
        new Defect(
            "CRL pointer to https",
            AGENT,
            "crl-pointer-form",
            s -> s.with(Extension.cRLDistributionPoints, false, point("https://127.0.0.1/crl"))),
        new Defect(
            "no issuer pointer",
            AGENT,
            "issuer-pointer",
            s -> s.without(Extension.authorityInfoAccess)));
  }

  private static List<Defect> responderPointers() {
    return List.of(
        new Defect(
            "no OCSP pointer",
            AGENT,
            "ocsp-pointer",
            s -> s.with(Extension.authorityInfoAccess, false, access(issuers()))),
        new Defect(
            "OCSP pointer to https",
            NODE,
            "ocsp-pointer",
            s ->
                s.with(
                    Extension.authorityInfoAccess,
                    false,
                    access(issuers(), responder("https://127.0.0.1/ocsp")))),
        new Defect(
            "a responder that names a responder",
            OCSP,
            "ocsp-pointer",
            s ->
                s.with(
                    Extension.authorityInfoAccess,
                    false,
                    access(issuers(), responder("http://127.0.0.1/ocsp")))),
        new Defect(
            "another access method",
            AGENT,
            "information-access",
            s ->
                s.with(
                    Extension.authorityInfoAccess,
                    false,
                    access(
                        issuers(),
                        responder("http://127.0.0.1/ocsp"),
                        new AccessDescription(
                            X509ObjectIdentifiers.id_ad, uri("http://127.0.0.1/x"))))));
  }

  private static AuthorityInformationAccess access(AccessDescription... all) {
    return new AuthorityInformationAccess(all);
  }

  private static AccessDescription issuers() {
    return new AccessDescription(
        AccessDescription.id_ad_caIssuers, uri("http://127.0.0.1/issuers/issuing-1.cer"));
  }

  private static AccessDescription responder(String uri) {
    return new AccessDescription(AccessDescription.id_ad_ocsp, uri(uri));
  }

  private static CRLDistPoint point(String uri) {
    DistributionPointName name = new DistributionPointName(names(uri(uri)));
    return new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)});
  }

  private static Time later(Time time, int days) {
    return new Time(Date.from(time.getDate().toInstant().plus(Duration.ofDays(days))));
  }
}
