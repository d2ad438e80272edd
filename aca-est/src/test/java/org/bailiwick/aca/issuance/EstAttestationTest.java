package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.est.EstEnroller;
import org.bailiwick.aca.est.EstLabels;
import org.bailiwick.aca.est.EstNonces;
import org.bailiwick.aca.est.EstRequest;
import org.bailiwick.aca.est.TestEst;
import org.bailiwick.aca.nonce.NonceTickets.Ticket;
import org.bailiwick.aca.testing.Jws;
import org.bailiwick.aca.testing.TestAttribute;
import org.bailiwick.aca.testing.TestCbor;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestVerifier;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.attestation.RootOfTrust;
import org.bailiwick.contract.attestation.TrustVector;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attestation in a CSR over EST, for a nonce with a ticket (R9, R10; threats 7, 8 and 10). */
class EstAttestationTest {

  private static final String LABEL = EstLabels.DEFAULT;
  private static final String URI = "spiffe://bailiwick.example/agent/reader-sn-1";
  private static final String TERMS =
      """
      {"stated_at":"2026-01-01T00:00:00Z","csrattrs":"plain","devices":[
       {"issuer":"CN=Maker","serials":["SN-*"],"name":"reader-{SERIAL}","owner":"Finance","profile":"attested",
        "capabilities":["invoice.parse@1"],"locator":"https://{SERIAL}.example/work","validation_methods":["mtls"],
        "principal":{"issuer":"https://idp.example","subject":"alice"}}]}
      """;

  @TempDir private Path folder;
  private final TestVerifier verifier = new TestVerifier();
  private IssuerFixture fixture;
  private EstEnroller est;
  private EstNonces nonces;
  private TestDevice device;
  private KeyPair key = TestKeys.ec();
  private Ticket ticket;

  @BeforeEach
  void open() throws IOException {
    fixture = new IssuerFixture(folder);
    Files.createDirectories(folder.resolve("est"));
    Files.writeString(folder.resolve("est/default.json"), TERMS);
    Files.writeString(folder.resolve("est/other.json"), TERMS);
    profile("[[\"idevid\"],[\"credential\"]]");
    verifier.trustIn(folder.resolve("verifiers"), "\"passport\":true");
    est = EstFixture.into(fixture);
    nonces = nonces(fixture.clock);
    device = fixture.device();
    fresh();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void profile(String attestors) throws IOException {
    Files.writeString(
        folder.resolve("profiles/attested.json"),
        """
        {"name":"attested","validity":"PT1H","capabilities":["invoice.parse@1"],"key_algorithms":["EC_P256"],
         "validation_methods":["mtls"],"required_status":"affirming","attestors":%s}
        """
            .formatted(attestors));
  }

  private EstNonces nonces(Clock clock) {
    return new EstNonces(
        new EstLabels(folder.resolve("est"), fixture.clock), fixture.noncesAt(clock));
  }

  /** A new nonce, for which the device attests the agent's key. */
  private void fresh() {
    answers(nonces.issue(LABEL, 32));
  }

  private void answers(Ticket given) {
    ticket = given;
    device.eat.put("eat_nonce", given.nonce().value());
    device.eat.put("cnf", TestVerifier.cnf(key.getPublic()));
  }

  private TestCsr named() {
    return TestCsr.of(key).subject("CN=reader-sn-1").uri(URI);
  }

  private Octets csr(ASN1Encodable bundle) {
    return Octets.of(named().attribute(TestAttribute.OID, bundle).der());
  }

  private Octets csr() {
    return csr(TestAttribute.ofJwt(device.eat()));
  }

  private EstRequest request(Octets csr) {
    return new EstRequest(csr, Optional.of(ticket.text()));
  }

  private List<byte[]> chain() {
    return device.chain.stream().map(EstAttestationTest::der).toList();
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate enrol(EstRequest request) {
    return TestEst.certificate(est.enrol(LABEL, chain(), request));
  }

  private X509Certificate renew(X509Certificate with, EstRequest request) {
    return TestEst.certificate(est.renew(LABEL, TestPeers.of(Kind.AGENT, with), request));
  }

  private void refuses(EstRequest request, String check) {
    fixture.refuses(() -> enrol(request), check);
  }

  private void requireAffirmed(X509Certificate certificate) {
    assertThat(AgentCredential.read(certificate).information().attestation().status())
        .isEqualTo("affirming");
  }

  @Test
  void certifiesAKeyThatTheDeviceAttestsAndSpendsTheNonce() {
    requireAffirmed(enrol(request(csr())));
    assertThat(fixture.database.count("spent_nonce where nonce = '" + nonce() + "'")).isOne();
  }

  private String nonce() {
    return ticket.nonce().value();
  }

  @Test
  void takesANonceOfAnyLengthAndACwt() {
    answers(nonces.issue(LABEL, 8));
    requireAffirmed(enrol(request(csr(TestAttribute.ofCwt(cwt())))));
  }

  private byte[] cwt() {
    Map<Object, Object> claims = device.numberedEat();
    claims.put(8, TestCbor.cnf(key));
    return TestCbor.sign1(device.eatSigner, claims);
  }

  @Test
  void takesAVerifiersResult() {
    requireAffirmed(enrol(request(csr(TestAttribute.ofJwt(ear())))));
  }

  private String ear() {
    Map<String, Object> claims = verifier.ear(nonce(), fixture.clock.instant());
    claims.put("cnf", TestVerifier.cnf(key.getPublic()));
    return verifier.sign(claims);
  }

  @Test
  void aRepetitionNeedsNoNonceAndAnotherRequestANewOne() {
    Octets csr = csr();
    X509Certificate first = enrol(request(csr));
    assertThat(enrol(TestEst.request(csr))).isEqualTo(first);
    key = TestKeys.ec();
    device.eat.put("cnf", TestVerifier.cnf(key.getPublic()));
    refuses(request(csr()), "nonce-spent");
  }

  @Test
  void refusesWhatIsNotFresh() {
    refuses(TestEst.request(csr()), "evidence-nonce-missing");
    refuses(TestEst.request(csr(TestAttribute.ofJwt(ear()))), "evidence-nonce-missing");
    refuses(new EstRequest(csr(), Optional.of(ticket.text() + "A")), "ticket-malformed");
    refuses(new EstRequest(csr(), Optional.of(nonce())), "ticket-malformed");
    Ticket own = ticket;
    ticket = nonces.issue(LABEL, 32);
    refuses(request(csr()), "eat-nonce-mismatch");
    fixture.refuses(
        () -> est.enrol("other", chain(), new EstRequest(csr(), text(own))), "ticket-foreign");
    answers(nonces.issue("other", 32));
    refuses(request(csr()), "ticket-foreign");
    answers(nonces(Clock.offset(fixture.clock, Duration.ofMinutes(-5))).issue(LABEL, 32));
    refuses(request(csr()), "ticket-expired");
    device.eat.put("eat_nonce", fixture.nonces.mint().value());
    fresh();
    device.eat.put("iat", fixture.clock.instant().minus(Duration.ofMinutes(11)).getEpochSecond());
    refuses(request(csr()), "eat-age");
  }

  private static void waitForConfiguration() throws InterruptedException {
    Thread.sleep(1_100); // a file counts a second later
  }

  private static Optional<String> text(Ticket given) {
    return Optional.of(given.text());
  }

  @Test
  void refusesWhatAnotherSignedOrAttested() {
    device.eatSigner = TestKeys.ec().getPrivate();
    refuses(request(csr()), "eat-signature");
    device.eatSigner = device.deviceKey.getPrivate();
    device.eat.put("cnf", TestVerifier.cnf(TestKeys.ec().getPublic()));
    refuses(request(csr()), "eat-key");
    device.eat.remove("cnf");
    refuses(request(csr()), "eat-key-missing");
    fresh();
    device.eat.put("program_digest", "sha-256:12");
    refuses(request(csr()), "attestation-program-changed");
  }

  @Test
  void aNonceForNothingIsLeftAlone() {
    refuses(request(Octets.of(TestCsr.of(key).der())), "attestation-missing");
    requireAffirmed(enrol(request(csr())));
  }

  @Test
  void adviceNamesTheAttestationWhereTheProfileAsksForIt() throws Exception {
    assertThat(types(est.advice(LABEL, Optional.empty()).orElseThrow()))
        .contains(TestAttribute.OID);
    Path file = folder.resolve("profiles/attested.json");
    Files.writeString(file, Files.readString(file).replace("affirming", "none"));
    waitForConfiguration();
    assertThat(types(est.advice(LABEL, Optional.empty()).orElseThrow())).isEmpty();
  }

  /** OIDs that stand for attributes whose values are the client's. */
  private static List<ASN1ObjectIdentifier> types(Octets advice) {
    return List.of(ASN1Sequence.getInstance(advice.bytes()).toArray()).stream()
        .filter(ASN1ObjectIdentifier.class::isInstance)
        .map(ASN1ObjectIdentifier.class::cast)
        .toList();
  }

  /** An EAT whose header brings the chain of the device. */
  private Octets renewal(TestDevice signer) {
    String chain = Base64.getEncoder().encodeToString(der(signer.chain.getFirst()));
    return csr(
        TestAttribute.ofJwt(
            Jws.sign(
                signer.eatSigner,
                "ES256",
                Map.of("typ", "eat+jwt", "x5c", List.of(chain)),
                device.eat)));
  }

  private X509Certificate enrolledBefore() {
    X509Certificate current = enrol(request(csr()));
    key = TestKeys.ec();
    fresh();
    return current;
  }

  @Test
  void renewsWhatTheSameDeviceAttests() {
    X509Certificate current = enrolledBefore();
    X509Certificate renewed = renew(current, request(renewal(device)));
    requireAffirmed(renewed);
    assertThat(renewed.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(found(renewed)).isEqualTo(found(current));
    assertThat(found(renewed).orElseThrow().rootsOfTrust())
        .extracting(RootOfTrust::kind)
        .containsExactly("idevid");
    key = TestKeys.ec();
    fresh();
    X509Certificate vouched = renew(renewed, request(csr(TestAttribute.ofJwt(ear()))));
    requireAffirmed(vouched);
    assertThat(found(vouched).orElseThrow())
        .as("the result alone names no root of trust")
        .isEqualTo(
            new AttesterTrustworthiness(
                List.of(), TrustVector.of(Map.of("executables", 2, "instance-identity", 2))));
  }

  /** A credential that is renewed on no evidence of its own does not inherit what was found. */
  @Test
  void aRenewalWithoutEvidenceSaysNothing() throws Exception {
    X509Certificate current = enrolledBefore();
    Path file = folder.resolve("profiles/attested.json");
    Files.writeString(file, Files.readString(file).replace("affirming", "none"));
    waitForConfiguration();
    X509Certificate renewed = renew(current, TestEst.request(Octets.of(named().der())));
    assertThat(found(current)).isPresent();
    assertThat(found(renewed)).isEmpty();
    assertThat(renewed.getExtensionValue(AttesterTrustworthinessExtension.OID)).isNull();
  }

  private static Optional<AttesterTrustworthiness> found(X509Certificate certificate) {
    return AgentCredential.read(certificate).trustworthiness();
  }

  @Test
  void refusesToRenewWhatNobodyOrAnotherDeviceAttests() {
    X509Certificate current = enrolledBefore();
    refusesRenewal(current, request(Octets.of(named().der())), "attestation-missing");
    refusesRenewal(current, request(csr()), "eat-without-device");
    refusesRenewal(current, request(csr(TestAttribute.ofCwt(cwt()))), "eat-without-device");
    TestDevice other = fixture.device();
    other.chain = List.of(fixture.maker.device("SN-2", other.deviceKey.getPublic()));
    refusesRenewal(current, request(renewal(other)), "renewal-device");
    other.chain = device.chain;
    refusesRenewal(current, request(renewal(other)), "eat-signature");
    refusesRenewal(current, TestEst.request(renewal(device)), "evidence-nonce-missing");
    requireAffirmed(renew(current, request(renewal(device))));
  }

  private void refusesRenewal(X509Certificate current, EstRequest request, String check) {
    fixture.refuses(() -> renew(current, request), check);
  }

  /** A device's attestation is no attestor. */
  @Test
  void refusesToRenewWhereTheProfileAsksForTheDeviceItself() throws Exception {
    X509Certificate current = enrolledBefore();
    profile("[[\"idevid\"]]");
    waitForConfiguration();
    refusesRenewal(current, request(renewal(device)), "profile-attestors");
  }

  @Test
  void refusesToRenewOnADevicesKeyThatIsCompromisedOrTheAgents() {
    X509Certificate current = enrolledBefore();
    KeyPair own = key;
    key = device.deviceKey;
    fresh();
    refusesRenewal(current, request(renewal(device)), "csr-key-is-device-key");
    key = own;
    fresh();
    fixture.report(device.deviceKey.getPublic());
    refusesRenewal(current, request(renewal(device)), "device-key-compromised");
  }
}
