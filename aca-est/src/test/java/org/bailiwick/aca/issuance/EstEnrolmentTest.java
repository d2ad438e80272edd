package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.est.EstEnroller;
import org.bailiwick.aca.est.EstLabels;
import org.bailiwick.aca.est.TestEst;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** EST by a device's TLS client certificate (R6, R9, R11, R12; threats 4 to 7, 22). */
class EstEnrolmentTest {

  private static final String LABEL = EstLabels.DEFAULT;
  private static final String TERMS =
      """
      {"issuer":"CN=Maker","serials":["SN-1","SN-2*"],"name":"reader-{SERIAL}","owner":"Finance","profile":"device",
       "capabilities":["invoice.parse@1"],"locator":"https://{SERIAL}.example/work","validation_methods":["mtls"],
       "principal":{"issuer":"https://idp.example","subject":"alice"}}\
      """;

  @TempDir private Path folder;
  private final KeyPair deviceKey = TestKeys.ec();
  private final KeyPair agentKey = TestKeys.ec();
  private IssuerFixture fixture;
  private EstEnroller est;

  @BeforeEach
  void open() throws IOException {
    fixture = new IssuerFixture(folder);
    Files.createDirectories(folder.resolve("est"));
    Files.writeString(
        folder.resolve("profiles/device.json"),
        """
        {"name":"device","validity":"PT1H","capabilities":["invoice.parse@1"],"key_algorithms":["EC_P256"],
         "validation_methods":["mtls"],"required_status":"none"}
        """);
    est = EstFixture.into(fixture);
    label(TERMS);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void label(String terms) throws IOException {
    write(
        "{\"stated_at\":\"2026-01-01T00:00:00Z\",\"csrattrs\":\"template\",\"devices\":["
            + terms
            + "]}");
  }

  private void write(String json) throws IOException {
    Files.writeString(folder.resolve("est/default.json"), json);
  }

  private List<byte[]> device(String serial) {
    return chain(fixture.maker.device(serial, deviceKey.getPublic()));
  }

  private static List<byte[]> chain(X509Certificate... certificates) {
    try {
      List<byte[]> chain = new ArrayList<>();
      for (X509Certificate each : certificates) {
        chain.add(each.getEncoded());
      }
      return chain;
    } catch (CertificateException e) {
      throw new IllegalStateException(e);
    }
  }

  private Octets csr() {
    return Octets.of(TestCsr.of(agentKey).der());
  }

  private void refuses(List<byte[]> chain, Octets csr, String check) {
    fixture.refuses(() -> est.enrol(LABEL, chain, TestEst.request(csr)), check);
  }

  @Test
  void certifiesTheKeyForTheAgentThatTheFileForesees() {
    X509Certificate certificate =
        TestEst.certificate(est.enrol(LABEL, device("SN-1"), TestEst.request(csr())));
    assertThat(certificate.getPublicKey()).isEqualTo(agentKey.getPublic());
    AgentCredential credential = AgentCredential.read(certificate);
    assertThat(credential.agent().name()).isEqualTo("reader-sn-1");
    assertThat(credential.information().owner().value()).isEqualTo("Finance");
    assertThat(credential.information().locator()).hasToString("https://sn-1.example/work");
    assertThat(credential.information().principal().subject()).isEqualTo("alice");
    assertThat(credential.information().attestation().status()).isEqualTo("none");
    assertThat(
            fixture.database.count("issuance where device_serial = 'SN-1' and requester = 'alice'"))
        .isOne();
  }

  @Test
  void answersTheSameCsrOfTheSameDeviceOnce() {
    Octets csr = csr();
    Enrolment first = est.enrol(LABEL, device("SN-1"), TestEst.request(csr));
    assertThat(TestEst.issued(est.enrol(LABEL, device("SN-1"), TestEst.request(csr))))
        .isEqualTo(TestEst.issued(first));
    assertThat(fixture.database.count("issuance")).isOne();
    List<byte[]> other = chain(fixture.maker.device("SN-2", TestKeys.ec().getPublic()));
    refuses(other, csr, "public-key-of-another");
    assertThat(fixture.database.count("issuance")).isOne();
  }

  @ParameterizedTest
  @CsvSource({"SN-3, est-device-unexpected", "SN-2a, est-device-name"})
  void refusesADeviceThatTheFileDoesNotForesee(String serial, String check) {
    refuses(device(serial), csr(), check);
  }

  @Test
  void refusesADeviceForWhichTwoTermsStand() throws IOException {
    label(TERMS + "," + TERMS);
    refuses(device("SN-1"), csr(), "est-device-unexpected");
  }

  @Test
  void refusesAForeignDevice() {
    refuses(
        chain(new TestMaker("Maker").device("SN-1", deviceKey.getPublic())),
        csr(),
        "device-issuer-untrusted");
    refuses(List.of(), csr(), "device-chain-length");
  }

  @Test
  void refusesAKeyThatIsNotProvedOrTheDevices() {
    refuses(
        device("SN-1"),
        Octets.of(TestCsr.of(agentKey).signedBy(TestKeys.ec().getPrivate()).der()),
        "csr-signature");
    refuses(device("SN-1"), Octets.of(TestCsr.of(deviceKey).der()), "csr-key-is-device-key");
    refuses(device("SN-1"), Octets.of(new byte[] {1, 2}), "csr-der");
  }

  @Test
  void refusesAnotherAgentsNameInTheCsr() {
    refuses(
        device("SN-1"),
        Octets.of(TestCsr.of(agentKey).uri("spiffe://bailiwick.example/agent/reader-sn-2").der()),
        "csr-foreign-name");
  }

  /** Each differs from the good terms in one thing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"profile\":\"device\"|\"profile\":\"agent-default\"|attestation-missing",
        "\"profile\":\"device\"|\"profile\":\"instance\"|profile-attestors",
        "\"profile\":\"device\"|\"profile\":\"none\"|profile-unknown",
        "\"owner\":\"Finance\"|\"owner\":\"Operations\"|owner-not-allowed",
        "invoice.parse@1|invoice.pay@1|capability-not-granted",
        "[\"mtls\"]|[\"jwt\"]|profile-validation-method",
        "https://idp.example|https://other.example|user-token-issuer-unknown",
        "CN=Maker|CN=Marker|est-device-unexpected",
        "\"owner\"|\"owners\"|configuration-unreadable",
        "reader-{SERIAL}|reader|configuration-unreadable"
      })
  void refusesTermsThatAreNotGranted(String good, String bad, String check) throws IOException {
    label(TERMS.replace(good, bad));
    refuses(device("SN-1"), csr(), check);
  }

  @Test
  void refusesOnceTheProviderHasReportedThePerson() {
    fixture.reports.take(
        fixture.provider.event(
            fixture.clock.instant(), "risc/event-type/account-disabled", Map.of(), claims -> {}));
    refuses(device("SN-1"), csr(), "user-token-withdrawn");
  }

  @Test
  void refusesWhatIsYetToBeSaid() throws IOException {
    write("{\"stated_at\":\"2099-01-01T00:00:00Z\",\"devices\":[" + TERMS + "]}");
    refuses(device("SN-1"), csr(), "configuration-unreadable");
  }

  @Test
  void servesNobodyWithoutAFile() throws IOException {
    Files.delete(folder.resolve("est/default.json"));
    refuses(device("SN-1"), csr(), "est-device-unexpected");
    ProblemException unknown =
        catchThrowableOfType(
            ProblemException.class,
            () -> est.enrol("other", device("SN-1"), TestEst.request(csr())));
    assertThat(unknown.type()).isEqualTo(ProblemType.NOT_FOUND);
    assertThat(est.advice(LABEL, Optional.empty())).isEmpty();
  }

  @Test
  void tellsWhatIsAboveAnAgent() {
    assertThat(TestEst.certificates(est.authorities(LABEL))).contains(fixture.ca.issuing());
  }

  @Test
  void tellsWhichKeyAndToADeviceWhichName() {
    Octets anonymous = est.advice(LABEL, Optional.empty()).orElseThrow();
    assertThat(types(anonymous)).containsExactly("1.2.840.10045.2.1", "1.2.840.113549.1.9.16.2.61");
    Octets own = est.advice(LABEL, Optional.of(device("SN-1"))).orElseThrow();
    assertThat(types(own))
        .containsExactly(
            "1.2.840.10045.2.1", "1.2.840.113549.1.9.14", "1.2.840.113549.1.9.16.2.61");
    assertThat(new String(own.bytes(), StandardCharsets.ISO_8859_1))
        .contains("spiffe://bailiwick.example/agent/reader-sn-1");
  }

  private static Stream<String> types(Octets advice) {
    return Stream.of(ASN1Sequence.getInstance(advice.bytes()).toArray())
        .map(each -> ASN1Sequence.getInstance(each).getObjectAt(0))
        .map(each -> ASN1ObjectIdentifier.getInstance(each).getId());
  }

  @Test
  void namesTheProtocolToPolicy() {
    est.enrol(LABEL, device("SN-1"), TestEst.request(csr()));
    assertThat(
            fixture.database.count(
                "audit_entry where event = 'issue.decided' and details like '%protocol%est%'"))
        .isOne();
  }
}
