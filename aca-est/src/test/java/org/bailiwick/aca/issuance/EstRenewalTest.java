package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.est.EstEnroller;
import org.bailiwick.aca.est.EstLabels;
import org.bailiwick.aca.est.TestEst;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.AttesterTrustworthinessExtension;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EST's simplereenroll (RFC 7030 section 4.2.2; threats 13 and 14). */
class EstRenewalTest {

  private static final String URI = "spiffe://bailiwick.example/agent/reader";
  private static final String PROFILE =
      """
      {"name":"renewable","validity":"PT1H","capabilities":["invoice.parse@1"],"key_algorithms":["EC_P256"],
       "validation_methods":["mtls"],"required_status":"none","attestors":[["idevid"],["credential"]]}
      """;

  @TempDir private Path folder;
  private final KeyPair key = TestKeys.ec();
  private final KeyPair next = TestKeys.ec();
  private IssuerFixture fixture;
  private EstEnroller est;
  private X509Certificate current;

  @BeforeEach
  void open() throws IOException {
    fixture = new IssuerFixture(folder);
    profile(PROFILE);
    est = EstFixture.into(fixture);
    current = enrol("reader", key);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void profile(String json) throws IOException {
    Files.writeString(folder.resolve("profiles/renewable.json"), json);
  }

  private X509Certificate enrol(String name, KeyPair agentKey) {
    TestDevice device = fixture.device();
    device.request.put("profile", "renewable");
    device.request.put("name", name);
    device.agentKey = agentKey;
    device.csr = TestCsr.of(agentKey).der();
    return fixture.issue(device.send()).certificate();
  }

  private static TestCsr csr(KeyPair key, String name, String uri) {
    return TestCsr.of(key).subject("CN=" + name).uri(uri);
  }

  private Octets good() {
    return Octets.of(csr(next, "reader", URI).der());
  }

  private Enrolment renew(X509Certificate with, Octets csr) {
    return est.renew(EstLabels.DEFAULT, TestPeers.of(Kind.AGENT, with), TestEst.request(csr));
  }

  private void refuses(X509Certificate with, Octets csr, String check) {
    fixture.refuses(() -> renew(with, csr), check);
  }

  @Test
  void givesTheSameAgentANewKey() {
    X509Certificate renewed = TestEst.certificate(renew(current, good()));
    assertThat(renewed.getPublicKey()).isEqualTo(next.getPublic());
    AgentCredential before = AgentCredential.read(current);
    AgentCredential after = AgentCredential.read(renewed);
    assertThat(after.agent()).isEqualTo(before.agent());
    assertThat(after.information().owner()).isEqualTo(before.information().owner());
    assertThat(after.information().principal()).isEqualTo(before.information().principal());
    assertThat(after.information().capabilities()).isEqualTo(before.information().capabilities());
    assertThat(after.information().attestation().status()).isEqualTo("none");
    assertThat(fixture.database.count("issuance where device_serial = 'SN-1'")).isEqualTo(2);
    assertThat(
            fixture.database.count(
                "audit_entry where event = 'issue.decided' and details like '%credential%est%'"))
        .isOne();
  }

  /** A row as it was written before the migration V012. */
  @Test
  void renewsForThePersonWhatIsOlderThanTheRequestersEntry() {
    fixture.database.run("update issuance set requester = null where requester is not null");
    X509Certificate renewed = TestEst.certificate(renew(current, good()));
    assertThat(AgentCredential.read(renewed).information().principal())
        .isEqualTo(AgentCredential.read(current).information().principal());
    assertThat(
            fixture.database.count(
                "issuance where requester = principal_subject and principal_kind = 'person'"))
        .isOne();
  }

  @Test
  void refusesForARoleWhatIsOlderThanTheRequestersEntry() {
    fixture.database.run("update issuance set requester = null, principal_kind = 'role'");
    refuses(current, good(), "renewal-requester-unknown");
  }

  @Test
  void answersARepeatedRequestWithTheSameAndAnotherOneWithAFreeze() {
    Octets csr = good();
    Enrolment first = renew(current, csr);
    assertThat(TestEst.issued(renew(current, csr))).isEqualTo(TestEst.issued(first));
    KeyPair other = TestKeys.ec();
    refuses(current, Octets.of(csr(other, "reader", URI).der()), "renewal-serial-stale");
    refuses(
        TestEst.certificate(first),
        Octets.of(csr(TestKeys.ec(), "reader", URI).der()),
        "renewed-key-compromised"); // the trigger blocks the keys of both holders
  }

  /** Threat 13. */
  @Test
  void refusesANameThatIsNotTheCertificates() {
    X509Certificate others = enrol("writer", TestKeys.ec());
    refuses(others, good(), "csr-foreign-name");
    refuses(current, Octets.of(csr(next, "writer", URI).der()), "renewal-subject");
    refuses(current, Octets.of(TestCsr.of(next).subject("CN=reader").der()), "renewal-names");
    refuses(
        current,
        Octets.of(
            TestCsr.of(next)
                .subject("CN=reader")
                .asking(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(
                        new GeneralName[] {
                          new GeneralName(GeneralName.uniformResourceIdentifier, URI),
                          new GeneralName(GeneralName.dNSName, "reader.example")
                        }))
                .der()),
        "renewal-names");
  }

  @Test
  void refusesTheKeyThatIsCertifiedAlready() {
    refuses(current, Octets.of(csr(key, "reader", URI).der()), "renewal-key");
  }

  @Test
  void refusesAForgedRequest() {
    refuses(
        current,
        Octets.of(csr(next, "reader", URI).signedBy(key.getPrivate()).der()),
        "csr-signature");
  }

  @Test
  void refusesACredentialThatTheLedgerDoesNotHold() {
    refuses(fixture.ca.agent("reader", "invoice.parse@1").certificate(), good(), "renewal-unknown");
  }

  @Test
  void refusesWhereTheProfileAsksForFreshEvidenceOrAttestation() throws Exception {
    profile(PROFILE.replace(",[\"credential\"]", ""));
    waitForConfiguration();
    refuses(current, good(), "profile-attestors");
    profile(PROFILE.replace("\"none\"", "\"affirming\""));
    waitForConfiguration();
    refuses(current, good(), "attestation-missing");
  }

  /**
   * The appraisal of the first credential counts for two hours, and no renewal makes it younger.
   */
  @Test
  void restsOnTheEarlierAppraisalUntilItIsTooOld() throws Exception {
    profile(PROFILE.replace("\"none\"", "\"affirming\",\"attestation_max_age\":\"PT2H\""));
    waitForConfiguration();
    fixture.aged.set(Duration.ofMinutes(50));
    X509Certificate second = TestEst.certificate(renew(current, good()));
    AttestationSummary before = AgentCredential.read(current).information().attestation();
    assertThat(before.status()).isEqualTo("affirming");
    assertThat(AgentCredential.read(second).information().attestation()).isEqualTo(before);
    assertThat(AttesterTrustworthinessExtension.find(second))
        .isEqualTo(AttesterTrustworthinessExtension.find(current))
        .isPresent();
    fixture.aged.set(Duration.ofMinutes(100));
    KeyPair third = TestKeys.ec();
    X509Certificate renewed =
        TestEst.certificate(renew(second, Octets.of(csr(third, "reader", URI).der())));
    assertThat(AgentCredential.read(renewed).information().attestation()).isEqualTo(before);
    fixture.aged.set(Duration.ofMinutes(121));
    refuses(renewed, Octets.of(csr(TestKeys.ec(), "reader", URI).der()), "attestation-too-old");
  }

  private static void waitForConfiguration() throws InterruptedException {
    Thread.sleep(1_100); // a file counts a second later
  }

  @Test
  void refusesOnceTheProviderHasReportedThePerson() throws Exception {
    Files.delete(folder.resolve("revocation/person-or-role-gone.json"));
    fixture.reports.take(
        fixture.provider.event(
            fixture.clock.instant(), "risc/event-type/account-disabled", Map.of(), claims -> {}));
    refuses(current, good(), "user-token-withdrawn");
  }

  @Test
  void refusesOnceThePersonMayNotActForTheOwner() throws Exception {
    Path users = folder.resolve("users/idp.json");
    Files.writeString(users, Files.readString(users).replace("[\"Finance\"]", "[\"Marketing\"]"));
    waitForConfiguration();
    refuses(current, good(), "owner-not-allowed");
  }

  /** A report ends no credential; whoever found the key would renew itself out of reach. */
  @Test
  void refusesACredentialWhoseKeyWasReported() {
    Octets csr = good();
    Enrolment before = renew(current, csr);
    fixture.report(key.getPublic());
    refuses(current, csr, "renewed-key-compromised");
    refuses(current, Octets.of(csr(TestKeys.ec(), "reader", URI).der()), "renewed-key-compromised");
    fixture.report(next.getPublic());
    refuses(
        TestEst.certificate(before),
        Octets.of(csr(TestKeys.ec(), "reader", URI).der()),
        "renewed-key-compromised");
  }

  /** The peer filter saw it good; an officer ended it while the request was looked at. */
  @Test
  void refusesACredentialThatWasRevokedSinceTheHandshake() {
    revoke(current);
    refuses(current, good(), "credential-revoked");
  }

  private void revoke(X509Certificate certificate) {
    fixture.ledger.revoke(
        List.of(
            new Revocation(
                new CredentialRef("issuing-1", new SerialNumber(certificate.getSerialNumber())),
                RevocationReason.CESSATION_OF_OPERATION,
                fixture.clock.instant(),
                "officer-1",
                "")),
        em -> {});
  }
}
