package org.bailiwick.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestCertificate;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.testing.OddLeaf;
import org.bailiwick.node.testing.TestClock;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers without a SPIFFE id, where they have business. */
class UnverifiedChainTest {
  private static final String DOOR = "/door/";
  private static final String PROXY = "192.0.2.1";

  private final TestCa ours = TestCa.create("bailiwick.example");
  private final TestClock clock = TestClock.atPresent();
  private final List<AuditEntry> audit = new ArrayList<>();
  private final PeerContext context = new PeerContext();
  private final PeerFilter closed =
      new PeerFilter(
          () -> List.of(new Anchor(ours.root(), ours.domain(), AnchorUse.AGENTS)),
          (certificate, anchor) -> new RevocationState.Good(),
          TrustedProxies.of(List.of(PROXY)),
          context,
          audit::add,
          clock);
  private final PeerFilter open = closed.withStrangersBelow(DOOR);

  private X509Certificate device() {
    KeyPair key = TestKeys.ec();
    return new TestCertificate(
            "CN=device",
            key.getPublic(),
            clock.instant().minus(Duration.ofDays(1)),
            clock.instant().plus(Duration.ofDays(1)))
        .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
        .signedBy(new X500Principal("CN=Maker"), key);
  }

  private void refuses(PeerFilter filter, TestRequest request, String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> filter.peerOf(request.build()));
    assertThat(refusal).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(audit).hasSize(1);
    assertThat(context.stranger()).isEmpty();
  }

  @Test
  void areHandedOnBelowThePath() throws CertificateEncodingException {
    X509Certificate device = device();
    assertThat(open.peerOf(TestRequest.of(List.of(device)).to("/aca", "/door/x").build()))
        .isEmpty();
    assertThat(context.stranger().orElseThrow().certificates())
        .containsExactly(device.getEncoded());
    assertThat(context.peer()).isEmpty();
    assertThat(audit).isEmpty();
  }

  @Test
  void areHandedOnFromAProxy() throws CertificateEncodingException {
    X509Certificate device = device();
    String field = ":" + Base64.getEncoder().encodeToString(device.getEncoded()) + ":";
    open.peerOf(
        TestRequest.anonymous().to("", "/door/x").from(PROXY).header("Client-Cert", field).build());
    assertThat(context.stranger().orElseThrow().certificates())
        .containsExactly(device.getEncoded());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/agents", "/door", "//door/x", "/Door/x", "/%64oor/x", "/x/door/x"})
  void areRefusedAnywhereElse(String path) {
    refuses(open, TestRequest.of(List.of(device())).to("", path), "peer-uri-name");
  }

  @Test
  void areRefusedWhereNothingIsOpen() {
    refuses(closed, TestRequest.of(List.of(device())).to("", "/door/x"), "peer-uri-name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spiffe://bailiwick.example/agent/reader", "SPIFFE://other.example/x"})
  void whoClaimsAnIdIsVerifiedThereToo(String uri) {
    TestCa foreign = TestCa.create("bailiwick.example");
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () ->
                open.peerOf(
                    TestRequest.of(new OddLeaf().uri(uri).under(foreign))
                        .to("", "/door/x")
                        .build()));
    assertThat(refusal).isNotNull();
    assertThat(context.stranger()).isEmpty();
  }

  @Test
  void anAgentIsAnAgentThereToo() {
    assertThat(
            open.peerOf(
                TestRequest.of(ours.agent("reader", "invoice.parse@1").chain())
                    .to("", "/door/x")
                    .build()))
        .isPresent();
    assertThat(context.stranger()).isEmpty();
  }
}
