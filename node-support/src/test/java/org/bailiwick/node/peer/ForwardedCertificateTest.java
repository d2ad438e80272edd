package org.bailiwick.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;

/** RFC 9440, and threat 44: what a client says of its own certificate counts for nothing. */
class ForwardedCertificateTest {
  private static final String PROXY = "192.0.2.80";

  private final TestCa ours = TestCa.create("bailiwick.example");
  private final TestLeaf agent = ours.agent("reader", "invoice.parse@1");
  private final List<AuditEntry> audit = new ArrayList<>();
  private final PeerFilter filter =
      new PeerFilter(
          () -> List.of(new Anchor(ours.root(), ours.domain(), AnchorUse.AGENTS)),
          (certificate, anchor) -> new RevocationState.Good(),
          TrustedProxies.of(List.of(PROXY)),
          new PeerContext(),
          audit::add,
          TestClock.atPresent());

  private static String field(X509Certificate certificate) {
    try {
      return ":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":";
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private TestRequest forwarded() {
    return TestRequest.anonymous()
        .header("Client-Cert", field(agent.certificate()))
        .header("Client-Cert-Chain", field(ours.issuing()));
  }

  @Test
  void readsTheFieldsOfATrustedProxy() {
    assertThat(filter.peerOf(forwarded().from(PROXY).build()).orElseThrow().id())
        .isEqualTo(agent.id());
  }

  @Test
  void ignoresTheFieldsFromAnyOtherAddressAndDoesNotFail() {
    assertThat(filter.peerOf(forwarded().from("192.0.2.81").build())).isEmpty();
    assertThat(filter.peerOf(TestRequest.anonymous().header("Client-Cert", "junk").build()))
        .isEmpty();
    assertThat(audit).isEmpty();
  }

  @Test
  void ignoresLookAlikesEvenFromTheProxy() {
    for (String name :
        List.of(
            "X-Forwarded-Client-Cert",
            "Client_Cert",
            "X_Forwarded_Client_Cert",
            "ssl-client-cert")) {
      TestRequest request =
          TestRequest.anonymous().from(PROXY).header(name, field(agent.certificate()));
      assertThat(filter.peerOf(request.build())).isEmpty();
    }
  }

  @Test
  void aConnectionHeaderDoesNotDropTheFieldOfTheTrustedHop() {
    TestRequest request = forwarded().from(PROXY).header("Connection", "Client-Cert, close");
    assertThat(filter.peerOf(request.build())).isPresent();
  }

  @Test
  void theProxysOwnCertificateIsNeverTheClients() {
    TestRequest request = TestRequest.of(agent.chain()).from(PROXY);
    assertThat(filter.peerOf(request.build())).isEmpty();
  }

  @Test
  void refusesTwoOrMalformedFieldsFromTheProxy() {
    String good = field(agent.certificate());
    List<TestRequest> bad =
        List.of(
            TestRequest.anonymous().header("Client-Cert", good, good),
            TestRequest.anonymous().header("Client-Cert", good + ", " + good),
            TestRequest.anonymous().header("Client-Cert", good.substring(1)),
            TestRequest.anonymous().header("Client-Cert", ":AAAA:"),
            TestRequest.anonymous().header("Client-Cert", ":" + "A".repeat(20_000) + ":"),
            forwarded().header("Client-Cert-Chain", (field(ours.issuing()) + ",").repeat(40)));
    for (TestRequest request : bad) {
      ProblemException refusal =
          catchThrowableOfType(
              ProblemException.class, () -> filter.peerOf(request.from(PROXY).build()));
      assertThat(refusal.check()).isEqualTo("peer-header-malformed");
    }
    assertThat(audit).hasSize(bad.size());
  }

  @Test
  void proxiesAreAddressesNotNames() {
    assertThatThrownBy(() -> TrustedProxies.of(List.of("localhost")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(TrustedProxies.of(List.of("::1")).include("0:0:0:0:0:0:0:1")).isTrue();
    assertThat(TrustedProxies.none().include("127.0.0.1")).isFalse();
  }
}
