package org.bailiwick.contract.testing;

import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/**
 * An authority in memory for one trust domain, with the certificate profiles of {@code
 * docs/certificate-profile.md}: root, issuing CA with a name constraint, operator CA, and leaves
 * and CRLs on demand. A second {@code TestCa}, of the same or another domain, is a foreign CA.
 */
public final class TestCa {
  private static final Duration DAY = Duration.ofDays(1);

  /** What a certificate says about its status, by the name of its issuer's CRL. */
  private interface StatusPointer {
    TestCertificate add(TestCertificate body, String crl);
  }

  private static final StatusPointer NONE = (body, crl) -> body;

  private final TrustDomain domain;
  private final Instant now;
  private final StatusPointer status;
  private final KeyPair rootKey = TestKeys.ec("secp384r1");
  private final KeyPair issuingKey = TestKeys.ec();
  private final KeyPair operatorKey = TestKeys.ec();
  private final X509Certificate root;
  private final X509Certificate issuing;
  private final X509Certificate operatorCa;

  private TestCa(TrustDomain domain, String names, Instant now, StatusPointer status) {
    this.domain = domain;
    this.now = now;
    this.status = status;
    String organisation = ",O=" + domain.name();
    TestCertificate rootBody = body("CN=" + names + " Root" + organisation, rootKey.getPublic());
    root = rootBody.authority(1).signedBy(rootBody.subject(), rootKey);
    issuing = issuing("CN=" + names + " Issuing" + organisation, issuingKey);
    operatorCa = operatorCa(names + " Operators", operatorKey);
  }

  /** A further operator CA, for a key that the test holds. */
  public X509Certificate anotherOperatorCa(String name, KeyPair key) {
    return operatorCa(name, key);
  }

  private X509Certificate operatorCa(String name, KeyPair key) {
    TestCertificate body = body("CN=" + name + ",O=" + domain.name(), key.getPublic());
    return body.authority(0).signedBy(body.subject(), key);
  }

  private X509Certificate issuing(String subject, KeyPair key) {
    return status
        .add(body(subject, key.getPublic()).authority(0).permittedUriHost(domain.name()), "root")
        .signedBy(root.getSubjectX500Principal(), rootKey);
  }

  /** A further issuing CA of the root, with a key of its own. */
  public X509Certificate anotherIssuing(String name) {
    return anotherIssuing(name, TestKeys.ec());
  }

  /** The same, for a key that the test holds. */
  public X509Certificate anotherIssuing(String name, KeyPair key) {
    return issuing("CN=" + name + ",O=" + domain.name(), key);
  }

  /** An authority whose certificates are valid now. */
  public static TestCa create(String trustDomain) {
    return create(trustDomain, Clock.systemUTC());
  }

  /** An authority whose certificates are valid at the clock's time. */
  public static TestCa create(String trustDomain, Clock clock) {
    return new TestCa(TrustDomain.parse(trustDomain), "Test", clock.instant(), NONE);
  }

  /** An authority whose certificates have other names than those of other test authorities. */
  public static TestCa named(String trustDomain, String names) {
    return new TestCa(TrustDomain.parse(trustDomain), names, Clock.systemUTC().instant(), NONE);
  }

  /**
   * An authority whose certificates name the CRLs {@code root}, {@code issuing} and {@code
   * operators} below this address, as {@code <base>/crl/<name>.crl}.
   */
  public static TestCa withCrlsAt(String trustDomain, URI base) {
    return new TestCa(
        TrustDomain.parse(trustDomain),
        "Test",
        Clock.systemUTC().instant(),
        (body, crl) -> body.crlAt(URI.create(base + "/crl/" + crl + ".crl")));
  }

  /** An authority that never revokes its certificates, and says so in them. */
  public static TestCa withoutRevocation(String trustDomain) {
    return new TestCa(
        TrustDomain.parse(trustDomain),
        "Test",
        Clock.systemUTC().instant(),
        (body, crl) -> body.neverRevoked());
  }

  private TestCertificate body(String subject, PublicKey key) {
    return new TestCertificate(subject, key, now.minus(DAY), now.plus(DAY.multipliedBy(30)));
  }

  public TrustDomain domain() {
    return domain;
  }

  public X509Certificate root() {
    return root;
  }

  public X509Certificate issuing() {
    return issuing;
  }

  public X509Certificate operatorCa() {
    return operatorCa;
  }

  public KeyPair operatorKey() {
    return operatorKey;
  }

  public KeyPair issuingKey() {
    return issuingKey;
  }

  /** Agent information with these capabilities; owner, locator and the other members are fixed. */
  public AgentInformation information(String... capabilities) {
    return new AgentInformation(
        Owner.parse("Finance Department"),
        CapabilitySet.parse(List.of(capabilities)),
        Locator.parse("https://127.0.0.1:7001/work"),
        new TreeSet<>(Set.of(ValidationMethod.MTLS)),
        new Principal(Principal.Kind.PERSON, "https://id.bailiwick.example", "alice"),
        new AttestationSummary("bailiwick", "affirming", "reference-values@1", now));
  }

  public TestLeaf agent(String name, String... capabilities) {
    return agent(name, information(capabilities));
  }

  public TestLeaf agent(String name, AgentInformation information) {
    KeyPair key = TestKeys.ec();
    return issued(key, agentBody(body("CN=" + name, key.getPublic()), name, information));
  }

  /** An agent about whose environment the authority has found something. */
  public TestLeaf agent(
      String name, AgentInformation information, AttesterTrustworthiness trustworthiness) {
    return agent(
        name, information, false, AttesterTrustworthinessExtension.encode(trustworthiness));
  }

  /** An agent whose certificate has these octets as its Attester's trustworthiness. */
  public TestLeaf agentWith(String name, boolean critical, byte[] trustworthiness) {
    return agent(name, information("invoice.parse@1"), critical, trustworthiness);
  }

  private TestLeaf agent(
      String name, AgentInformation information, boolean critical, byte[] trustworthiness) {
    KeyPair key = TestKeys.ec();
    return issued(
        key,
        agentBody(body("CN=" + name, key.getPublic()), name, information)
            .raw(AttesterTrustworthinessExtension.OID, critical, trustworthiness));
  }

  /** The chain of an agent's credential for a key that somebody else holds. */
  public List<X509Certificate> agentFor(PublicKey key, String name, String... capabilities) {
    TestCertificate body = agentBody(body("CN=" + name, key), name, information(capabilities));
    return List.of(body.signedBy(issuing.getSubjectX500Principal(), issuingKey), issuing);
  }

  /** An agent's credential whose validity ended a minute ago. */
  public TestLeaf expiredAgent(String name, String... capabilities) {
    KeyPair key = TestKeys.ec();
    Instant end = now.minusSeconds(60);
    TestCertificate body = new TestCertificate("CN=" + name, key.getPublic(), now.minus(DAY), end);
    return issued(key, agentBody(body, name, information(capabilities)));
  }

  /** A leaf of the issuing CA whose agent information extension has these bytes. */
  public TestLeaf agentWithExtension(String name, byte[] content) {
    KeyPair key = TestKeys.ec();
    TestCertificate body = body("CN=" + name, key.getPublic()).endEntity(uri("/agent/" + name));
    return issued(key, body.raw(AgentInformationExtension.OID, false, content));
  }

  /** A leaf of the issuing CA with this URI name and without agent information. */
  public TestLeaf leafWithUri(String uri) {
    KeyPair key = TestKeys.ec();
    GeneralName name = new GeneralName(GeneralName.uniformResourceIdentifier, uri);
    return issued(key, body("CN=leaf", key.getPublic()).endEntity(name));
  }

  /** A certificate of the issuing CA for a key of the test, with this URI name. */
  public X509Certificate certificateFor(String uri, KeyPair key) {
    GeneralName name = new GeneralName(GeneralName.uniformResourceIdentifier, uri);
    TestCertificate body = body("CN=leaf", key.getPublic()).endEntity(name);
    return body.signedBy(issuing.getSubjectX500Principal(), issuingKey);
  }

  private TestCertificate agentBody(
      TestCertificate body, String name, AgentInformation information) {
    return body.endEntity(uri("/agent/" + name))
        .policy(AgentInformationExtension.POLICY_AGENT)
        .raw(AgentInformationExtension.OID, false, AgentInformationExtension.encode(information));
  }

  /** A node's server certificate of the issuing CA for {@code localhost} and {@code 127.0.0.1}. */
  public TestLeaf nodeServer(String name) {
    KeyPair key = TestKeys.ec();
    GeneralName[] names = {
      uri("/node/" + name),
      new GeneralName(GeneralName.dNSName, "localhost"),
      new GeneralName(GeneralName.iPAddress, "127.0.0.1")
    };
    return issued(
        key,
        body("CN=" + name, key.getPublic())
            .endEntity(names)
            .policy(AgentInformationExtension.POLICY_NODE));
  }

  /** A node's client certificate of the operator CA. */
  public TestLeaf node(String name) {
    return operated("/node/" + name, AgentInformationExtension.POLICY_NODE);
  }

  /** A node's client certificate of the operator CA, for a key that its holder made. */
  public X509Certificate nodeFor(String name, PublicKey key) {
    return operated("/node/" + name, AgentInformationExtension.POLICY_NODE, key);
  }

  /** An operator's certificate; the role is {@code officer} or {@code auditor}. */
  public TestLeaf operator(String role, String name) {
    return operated("/operator/" + role + "/" + name, AgentInformationExtension.POLICY_OPERATOR);
  }

  private TestLeaf operated(String path, String policy) {
    KeyPair key = TestKeys.ec();
    return new TestLeaf(key.getPrivate(), List.of(operated(path, policy, key.getPublic())));
  }

  private X509Certificate operated(String path, String policy, PublicKey key) {
    return status
        .add(body("CN=operated", key).endEntity(uri(path)).policy(policy), "operators")
        .signedBy(operatorCa.getSubjectX500Principal(), operatorKey);
  }

  private TestLeaf issued(KeyPair key, TestCertificate body) {
    X509Certificate leaf =
        status.add(body, "issuing").signedBy(issuing.getSubjectX500Principal(), issuingKey);
    return new TestLeaf(key.getPrivate(), List.of(leaf, issuing));
  }

  private GeneralName uri(String path) {
    return new GeneralName(
        GeneralName.uniformResourceIdentifier, SpiffeId.SCHEME + domain.name() + path);
  }

  /**
   * A CRL of the issuing CA that lists these certificates (key compromise); its thisUpdate is the
   * authority's time.
   */
  public X509CRL crl(long number, X509Certificate... revoked) {
    return crl(issuing, issuingKey, number, revoked);
  }

  /** The same of the root. */
  public X509CRL rootCrl(long number, X509Certificate... revoked) {
    return crl(root, rootKey, number, revoked);
  }

  /** The same of the operator CA. */
  public X509CRL operatorCrl(long number, X509Certificate... revoked) {
    return crl(operatorCa, operatorKey, number, revoked);
  }

  private X509CRL crl(
      X509Certificate issuer, KeyPair key, long number, X509Certificate... revoked) {
    try {
      JcaX509v2CRLBuilder builder =
          new JcaX509v2CRLBuilder(issuer.getSubjectX500Principal(), Date.from(now));
      builder.setNextUpdate(Date.from(now.plus(DAY)));
      for (X509Certificate certificate : revoked) {
        builder.addCRLEntry(certificate.getSerialNumber(), Date.from(now), CRLReason.keyCompromise);
      }
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(key.getPublic()));
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
      return new JcaX509CRLConverter().getCRL(builder.build(TestCertificate.signer(key)));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Trusts all leaves of the issuing CA and none of the operator CA. */
  public SpiffeTrustManager trust() {
    return new SpiffeTrustManager(() -> Set.of(root), id -> true);
  }
}
