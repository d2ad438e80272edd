package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.aca.approval.WaitingEnrolments;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.est.EstEnroller;
import org.bailiwick.aca.est.EstLabels;
import org.bailiwick.aca.est.EstNonces;
import org.bailiwick.aca.est.EstRequest;
import org.bailiwick.aca.est.EstToken;
import org.bailiwick.aca.est.TestEst;
import org.bailiwick.aca.nonce.NonceTickets.Ticket;
import org.bailiwick.aca.testing.TestAttribute;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestJoin;
import org.bailiwick.aca.testing.TestVerifier;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EST under profiles that ask for officers (RFC 7030 section 4.2.3; R12; threat 57). */
class EstWaitingTest {

  private static final String LABEL = EstLabels.DEFAULT;
  private static final String URI = "spiffe://bailiwick.example/agent/reader";

  /** Two devices of one agent, as an operator may write it. */
  private static final String TERMS =
      """
      {"issuer":"CN=Maker","serials":["%s"],"name":"reader","owner":"Finance","profile":"guarded",
       "capabilities":["invoice.parse@1"],"locator":"https://reader.example/work","validation_methods":["mtls"],
       "principal":{"issuer":"https://idp.example","subject":"alice"}}
      """;

  @TempDir private Path folder;
  private IssuerFixture fixture;
  private EstEnroller est;
  private WaitingEnrolments desk;
  private VerifiedPeer officer;
  private TestDevice device;
  private KeyPair key = TestKeys.ec();

  @BeforeEach
  void open() throws IOException {
    fixture = new IssuerFixture(folder);
    Files.createDirectories(folder.resolve("est"));
    Files.writeString(
        folder.resolve("est/default.json"),
        "{\"stated_at\":\"2026-01-01T00:00:00Z\",\"devices\":["
            + TERMS.formatted("SN-1")
            + ","
            + TERMS.formatted("SN-2")
            + "]}");
    profile("guarded", "none", "[\"idevid\"],[\"credential\"]");
    profile("join", "none", "[\"join-token\"]");
    est = EstFixture.into(fixture);
    desk = fixture.waiting;
    officer =
        TestPeers.of(Kind.OPERATOR, fixture.ca.operator("officer", "officer-1").certificate());
    device = fixture.device();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private void profile(String name, String status, String attestors) throws IOException {
    Files.writeString(
        folder.resolve("profiles/" + name + ".json"),
        """
        {"name":"%s","validity":"PT1H","capabilities":["invoice.parse@1"],"key_algorithms":["EC_P256"],
         "validation_methods":["mtls"],"required_status":"%s","attestors":[%s],"approvers":1}
        """
            .formatted(name, status, attestors));
  }

  private TestCsr csr() {
    return TestCsr.of(key).subject("CN=reader").uri(URI);
  }

  private static EstRequest request(TestCsr csr) {
    return TestEst.request(Octets.of(csr.der()));
  }

  private static List<byte[]> chain(X509Certificate certificate) {
    try {
      return List.of(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Enrolment enrol(EstRequest request) {
    return est.enrol(LABEL, chain(device.chain.getFirst()), request);
  }

  private static UUID waits(Enrolment answer) {
    return ((Enrolment.Waiting) answer).progress().proposal().id();
  }

  /** Twice asked, approved, asked twice again. */
  private X509Certificate approved(Supplier<Enrolment> ask) {
    long before = fixture.database.count("issuance");
    UUID id = waits(ask.get());
    assertThat(waits(ask.get())).isEqualTo(id);
    assertThat(fixture.database.count("issuance")).isEqualTo(before);
    desk.approve(officer, id);
    Enrolment issued = ask.get();
    assertThat(TestEst.issued(ask.get())).isEqualTo(TestEst.issued(issued));
    assertThat(fixture.database.count("issuance")).isEqualTo(before + 1);
    return TestEst.certificate(issued);
  }

  @Test
  void waitsForAnOfficerAndIsIssuedOnceAndRenewedLikewise() {
    EstRequest first = request(csr());
    X509Certificate current = approved(() -> enrol(first));
    assertThat(current.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(fixture.database.count("audit_entry where details like '%protocol%est%'"))
        .as("asked when it came and when it was issued")
        .isEqualTo(2);
    key = TestKeys.ec();
    EstRequest next = request(csr());
    X509Certificate renewed =
        approved(() -> est.renew(LABEL, TestPeers.of(Kind.AGENT, current), next));
    assertThat(renewed.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(AgentCredential.read(renewed).agent()).hasToString(URI);
  }

  @Test
  void whatWasRejectedIsRefusedForGood() {
    EstRequest request = request(csr());
    desk.reject(officer, waits(enrol(request)));
    fixture.refuses(() -> enrol(request), "enrolment-rejected");
    fixture.refuses(() -> enrol(request), "enrolment-rejected");
  }

  /** The name is the same, and so is what would be asked for. */
  @Test
  void theSameCsrOfAnotherDeviceGetsNothing() {
    EstRequest request = request(csr());
    UUID id = waits(enrol(request));
    ThrowingCallable other =
        () ->
            est.enrol(
                LABEL, chain(fixture.maker.device("SN-2", TestKeys.ec().getPublic())), request);
    fixture.refuses(other, "enrolment-of-another");
    desk.approve(officer, id);
    fixture.refuses(other, "enrolment-of-another");
    TestEst.certificate(enrol(request));
    fixture.refuses(other, "enrolment-of-another");
  }

  /** The nonce is spent when the request is taken in; who comes again needs no other. */
  @Test
  void whatWasAttestedNeedsNoOtherNonce() throws IOException {
    profile("guarded", "affirming", "[\"idevid\"]");
    Ticket ticket =
        new EstNonces(new EstLabels(folder.resolve("est"), fixture.clock), fixture.nonces)
            .issue(LABEL, 32);
    device.eat.put("eat_nonce", ticket.nonce().value());
    Octets csr = attested();
    waits(enrol(new EstRequest(csr, Optional.of(ticket.text()))));
    assertThat(fixture.database.count("spent_nonce")).isOne();
    X509Certificate issued = approved(() -> enrol(TestEst.request(csr)));
    assertThat(AgentCredential.read(issued).information().attestation().status())
        .isEqualTo("affirming");
    key = TestKeys.ec();
    fixture.refuses(
        () -> enrol(new EstRequest(attested(), Optional.of(ticket.text()))), "nonce-spent");
    fixture.refuses(() -> enrol(TestEst.request(attested())), "evidence-nonce-missing");
    assertThat(fixture.database.count("waiting_enrolment")).isOne();
  }

  private Octets attested() {
    device.eat.put("cnf", TestVerifier.cnf(key.getPublic()));
    return Octets.of(csr().attribute(TestAttribute.OID, TestAttribute.ofJwt(device.eat())).der());
  }

  @Test
  void aTokenIsSpentWhileItsRequestWaits() {
    String token =
        fixture
            .joins
            .issue(
                fixture.provider.token(fixture.clock.instant()), TestJoin.request("join", Map.of()))
            .text();
    EstRequest request = request(TestCsr.of(key));
    EstToken login = new EstToken("worker", token);
    waits(est.join(LABEL, login, Optional.empty(), request));
    EstRequest another = request(TestCsr.of(TestKeys.ec()));
    fixture.refuses(() -> est.join(LABEL, login, Optional.empty(), another), "join-token-spent");
    // By the owner of the table: a node may not.
    fixture.database.run("update join_token set expires_at = timestamp '2026-01-01 00:00:00'");
    approved(() -> est.join(LABEL, login, Optional.empty(), request));
    fixture.refuses(() -> est.join(LABEL, login, Optional.empty(), another), "join-token-expired");
  }

  @Test
  void anOfficersApprovalDoesNotMakeUpForWhatChangedMeanwhile() throws Exception {
    EstRequest request = request(csr());
    desk.approve(officer, waits(enrol(request)));
    profile("guarded", "affirming", "[\"idevid\"]");
    Thread.sleep(1_100); // a file counts a second later
    fixture.refuses(() -> enrol(request), "attestation-missing");
  }
}
