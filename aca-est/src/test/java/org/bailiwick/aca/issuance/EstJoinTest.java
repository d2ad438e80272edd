package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.est.EstEnroller;
import org.bailiwick.aca.est.EstLabels;
import org.bailiwick.aca.est.EstToken;
import org.bailiwick.aca.est.TestEst;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestJoin;
import org.bailiwick.aca.testing.TestMaker;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EST by HTTP Basic with a join token as password (R6, R11; threats 2 and 15). */
class EstJoinTest {

  @TempDir private Path folder;
  private final KeyPair key = TestKeys.ec();
  private IssuerFixture fixture;
  private EstEnroller est;

  @BeforeEach
  void open() {
    fixture = new IssuerFixture(folder);
    est = EstFixture.into(fixture);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private String token() {
    return fixture
        .joins
        .issue(fixture.provider.token(fixture.clock.instant()), TestJoin.request("join", Map.of()))
        .text();
  }

  private Octets csr(KeyPair agentKey) {
    return Octets.of(TestCsr.of(agentKey).der());
  }

  private Octets join(String agent, String token, Octets csr) {
    return TestEst.issued(
        est.join(
            EstLabels.DEFAULT, new EstToken(agent, token), Optional.empty(), TestEst.request(csr)));
  }

  private void refuses(String agent, String token, Octets csr, String check) {
    fixture.refuses(() -> join(agent, token, csr), check);
  }

  @Test
  void enrolsTheAgentOfTheTokenOnce() {
    String token = token();
    Octets csr = csr(key);
    Octets first = join("worker", token, csr);
    assertThat(join("worker", token, csr)).isEqualTo(first);
    assertThat(fixture.database.count("issuance where requester = 'alice'")).isOne();
    refuses("worker", token, csr(TestKeys.ec()), "join-token-spent");
  }

  @Test
  void refusesAnotherNameAnotherTokenAndAForgedRequest() {
    String token = token();
    refuses("reader", token, csr(key), "est-user-name");
    refuses("worker", token + "x", csr(key), "join-token-unknown");
    refuses(
        "worker",
        token,
        Octets.of(TestCsr.of(key).signedBy(TestKeys.ec().getPrivate()).der()),
        "csr-signature");
    assertThat(join("worker", token, csr(key))).isNotNull();
  }

  @Test
  void refusesATokenForAService() throws IOException {
    Files.writeString(
        folder.resolve("profiles/service.json"),
        """
        {"name":"service","kind":"service","validity":"PT12H","key_algorithms":["EC_P256"],
         "validation_methods":["mtls"],"attestors":[["join-token"]],"required_status":"none"}
        """);
    String token =
        fixture
            .joins
            .issue(
                fixture.provider.token(fixture.clock.instant()),
                TestJoin.request("service", Map.of("kind", "service", "capabilities", List.of())))
            .text();
    refuses("worker", token, csr(key), "est-agents-only");
  }

  @Test
  void refusesADeviceBesidesThatIsNotTrusted() throws CertificateEncodingException {
    String token = token();
    X509Certificate device = new TestMaker("Maker").device("SN-1", TestKeys.ec().getPublic());
    List<byte[]> chain = List.of(device.getEncoded());
    fixture.refuses(
        () ->
            est.join(
                EstLabels.DEFAULT,
                new EstToken("worker", token),
                Optional.of(chain),
                TestEst.request(csr(key))),
        "device-issuer-untrusted");
  }

  @Test
  void refusesOnceTheProviderHasReportedTheUser() {
    String token = token();
    fixture.reports.take(
        fixture.provider.event(
            fixture.clock.instant(), "risc/event-type/account-disabled", Map.of(), claims -> {}));
    refuses("worker", token, csr(key), "user-token-withdrawn");
  }
}
