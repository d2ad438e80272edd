package org.bailiwick.ars.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bailiwick.ars.agreement.TestAgreements.exports;
import static org.bailiwick.ars.agreement.TestAgreements.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryAgreementsTest {
  private static final TrustDomain PARTNER = TrustDomain.parse("partner.example");

  private final TestClock clock = TestClock.atPresent();
  private final TestCa partner = TestCa.create("partner.example", clock);
  private TestAgreements files;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    files = new TestAgreements(folder, TrustDomain.parse("bailiwick.example"));
    files.anchors(partner);
  }

  @Test
  void anAgreementCountsAsLongAsItsFileIsThere() throws IOException {
    assertThat(files.agreements().find(PARTNER)).isEmpty();
    files.write("partner.example", exports("partner.example", "a.b@1", ""));
    assertThat(files.agreements().find(PARTNER)).isPresent();
    assertThat(files.agreements().anchors()).hasSize(1);
    files.remove("partner.example");
    assertThat(files.agreements().find(PARTNER)).isEmpty();
    assertThat(files.agreements().anchors()).isEmpty();
  }

  @Test
  void bothSidesOfAnAgreementAreSeparate() throws IOException {
    files.write("partner.example", imports("partner.example", "a.b@1", ", \"most\": 5"));
    Agreement read = files.agreements().find(PARTNER).orElseThrow();
    assertThat(read.exports()).isEmpty();
    assertThat(read.imports().orElseThrow().most()).isEqualTo(5);
    assertThat(read.imports().orElseThrow().freshness()).isEqualTo(Duration.ofSeconds(60));
  }

  /** The earlier version may allow more than the operator wants now. */
  @Test
  void aFaultEndsTheAgreement() throws IOException {
    files.write("partner.example", imports("partner.example", "a.b@1", ""));
    files.write("partner.example", "{\"trust_domain\": \"partner.example\", \"impports\": {}}");
    assertThat(files.agreements().find(PARTNER)).isEmpty();
    assertThat(files.agreements().faults()).containsKey("partner.example.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"trust_domain\": \"other.example\"}",
        "{\"trust_domain\": \"partner.example\", \"exports\": {\"capabilities\": [\"a.b@1\"]}}",
        "{\"trust_domain\": \"partner.example\", \"registry\": \"http://r.example/ars\","
            + " \"keys\": {\"jwks_file\": \"k\"}, \"imports\": {\"capabilities\": [\"a.b@1\"]}}",
        "{\"trust_domain\": \"partner.example\", \"registry\": \"https://r.example/ars\","
            + " \"keys\": {}, \"imports\": {\"capabilities\": [\"a.b@1\"]}}",
        "{\"trust_domain\": \"partner.example\", \"registry\": \"https://r.example/ars\","
            + " \"keys\": {\"jwks_file\": \"k\"}, \"imports\": {\"capabilities\": []}}",
        "{\"trust_domain\": \"partner.example\", \"registry\": \"https://r.example/ars\","
            + " \"keys\": {\"jwks_file\": \"k\"}, \"imports\": {\"capabilities\": [\"a.b@1\"],"
            + " \"freshness\": \"PT1H\"}}",
        "{\"trust_domain\": \"partner.example\", \"registry\": \"https://r.example/ars\","
            + " \"keys\": {\"jwks_file\": \"k\"}, \"imports\": {\"capabilities\": [\"a.b@1\"],"
            + " \"most\": 100000000}}"
      })
  void whatIsNoAgreementCountsAsNone(String json) throws IOException {
    files.write("partner.example", json);
    assertThat(files.agreements().find(PARTNER)).isEmpty();
    assertThat(files.agreements().faults()).hasSize(1);
  }

  @Test
  void aReaderIsANodeOfThePartner() throws IOException {
    for (String id :
        List.of("spiffe://bailiwick.example/node/domain", "spiffe://partner.example/agent/x")) {
      files.write(
          "partner.example",
          exports("partner.example", "a.b@1", "")
              .replace("spiffe://partner.example/node/domain", id));
      assertThat(files.agreements().find(PARTNER)).as(id).isEmpty();
    }
    files.write("bailiwick.example", imports("bailiwick.example", "a.b@1", ""));
    assertThat(files.agreements().all()).isEmpty();
  }

  /** Threat 49: a CA counts for the nodes of its own domain, and for nobody else. */
  @Test
  void theAnchorsOfAPartnerCountForItsNodesAlone() throws IOException {
    files.write("partner.example", exports("partner.example", "a.b@1", ""));
    TrustAnchors anchors =
        new TrustAnchors() {
          @Override
          public List<Anchor> anchors() {
            return files.agreements().anchors();
          }
        };
    PeerVerifier verifier =
        new PeerVerifier(anchors, (leaf, anchor) -> new RevocationState.Good(), clock);
    TestLeaf node = partner.node("domain");
    assertThat(verifier.verify(node.chain()).kind()).isEqualTo(VerifiedPeer.Kind.PARTNER_NODE);
    for (TestLeaf other :
        List.of(
            partner.operator("officer", "officer-1"),
            partner.agent("x", "a.b@1"),
            TestCa.create("bailiwick.example", clock).node("domain"))) {
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(() -> verifier.verify(other.chain())))
          .as(other.id().toString())
          .isNotNull();
    }
  }
}
