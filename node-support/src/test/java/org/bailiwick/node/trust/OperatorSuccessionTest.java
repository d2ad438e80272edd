package org.bailiwick.node.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.NodeHttpSettings;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.testing.TestAuthority;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that was given one operator CA in a file follows to the next, and to no other. */
class OperatorSuccessionTest {
  @TempDir private Path folder;
  private final TestCa ours = TestCa.create("bailiwick.example");
  private final TestAuthority authority = new TestAuthority(ours);
  private final KeyPair secondKey = TestKeys.ec();
  private final X509Certificate second = ours.anotherOperatorCa("operator-ca-2", secondKey);
  private DomainTrust trust;

  @BeforeEach
  void prepare() throws IOException {
    authority.publish("/issuers/operator-ca.cer", TestAuthority.der(ours.operatorCa()));
    authority.publish("/issuers/operator-ca-2.cer", TestAuthority.der(second));
    Path given = authority.prepare(folder);
    trust = trust(given);
  }

  private DomainTrust trust(Path given) throws IOException {
    return new DomainTrust(
        new DomainTrustSettings(
            ours.domain(),
            authority.url(),
            authority.plainUrl(),
            authority.fingerprint(),
            given,
            Optional.of(folder.resolve("kept"))),
        TestClock.atPresent());
  }

  @AfterEach
  void stop() {
    authority.close();
  }

  private void refresh() throws IOException {
    try (NodeHttp http = new NodeHttp(NodeHttpSettings.of(folder), trust::tlsAnchors)) {
      trust.refresh(http);
    }
  }

  /** Each name with its endorsement, in order. */
  private static Map<String, String> listed(String... namesAndEndorsements) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < namesAndEndorsements.length; i += 2) {
      all.put(namesAndEndorsements[i], namesAndEndorsements[i + 1]);
    }
    return all;
  }

  private static String endorsed(
      TrustDomain domain, String name, X509Certificate next, KeyPair by) {
    return OperatorEndorsement.of(domain, name, next)
        .signed(new JwsSigner(new InMemorySigningKey("by", by), "by"));
  }

  private String sound() {
    return endorsed(ours.domain(), "operator-ca-2", second, ours.operatorKey());
  }

  private List<X509Certificate> operators() {
    return trust.anchors().stream()
        .filter(anchor -> anchor.use() == AnchorUse.OPERATORS)
        .map(Anchor::certificate)
        .toList();
  }

  @Test
  void bothCountDuringTheOverlapAndHaveTheirRevocations() throws IOException {
    authority.publishOperatorCas(2, listed("operator-ca", "", "operator-ca-2", sound()));
    refresh();
    assertThat(operators()).containsExactlyInAnyOrder(ours.operatorCa(), second);
    assertThat(trust.issuers())
        .containsOnlyKeys("root", "issuing-1", "operator-ca", "operator-ca-2")
        .containsEntry("operator-ca-2", second);
    assertThat(trust.intermediates()).containsExactly(ours.issuing());
  }

  @Test
  void theOneOfTheFileCountsNoMoreWhenTheBundleLeavesItOut() throws IOException {
    authority.publishOperatorCas(2, listed("operator-ca-2", sound()));
    refresh();
    assertThat(operators()).containsExactly(second);
    assertThat(trust.issuers()).doesNotContainKey("operator-ca");
  }

  @Test
  void aThirdIsEndorsedByTheSecond() throws IOException {
    X509Certificate third = ours.anotherOperatorCa("operator-ca-3", TestKeys.ec());
    authority.publish("/issuers/operator-ca-3.cer", TestAuthority.der(third));
    String word = endorsed(ours.domain(), "operator-ca-3", third, secondKey);
    authority.publishOperatorCas(2, listed("operator-ca-2", sound(), "operator-ca-3", word));
    refresh();
    assertThat(operators()).containsExactlyInAnyOrder(second, third);
  }

  @Test
  void followsNobodyWithoutTheWordOfOneBefore() throws IOException {
    KeyPair thief = TestKeys.ec();
    Map<String, String> statements =
        Map.of(
            "none", "",
            "by itself", endorsed(ours.domain(), "operator-ca-2", second, secondKey),
            "by another", endorsed(ours.domain(), "operator-ca-2", second, thief),
            "by the issuing CA",
                endorsed(ours.domain(), "operator-ca-2", second, ours.issuingKey()),
            "for another certificate",
                endorsed(ours.domain(), "operator-ca-2", ours.operatorCa(), ours.operatorKey()),
            "under another name",
                endorsed(ours.domain(), "operator-ca-3", second, ours.operatorKey()),
            "of another domain",
                endorsed(
                    TrustDomain.parse("other.example"),
                    "operator-ca-2",
                    second,
                    ours.operatorKey()));
    for (Map.Entry<String, String> each : statements.entrySet()) {
      authority.publishOperatorCas(2, listed("operator-ca", "", "operator-ca-2", each.getValue()));
      refresh();
      assertThat(operators()).as(each.getKey()).containsExactly(ours.operatorCa());
    }
  }

  @Test
  void aBundleOfStrangersOnlyChangesNothing() throws IOException {
    authority.publishOperatorCas(2, listed("operator-ca-2", ""));
    assertThatThrownBy(this::refresh).hasMessageContaining("no operator CA");
    authority.publishOperatorCas(2, listed("issuing-1", sound()));
    assertThatThrownBy(this::refresh).hasMessageContaining("is also another CA of the bundle");
    assertThat(operators()).containsExactly(ours.operatorCa());
  }

  @Test
  void keptCopiesAndANewerFileServeToo() throws IOException {
    authority.publishOperatorCas(2, listed("operator-ca", "", "operator-ca-2", sound()));
    refresh();
    authority.close();
    trust = trust(folder.resolve("operator-ca.cer"));
    assertThat(operators()).containsExactlyInAnyOrder(ours.operatorCa(), second);
    trust = trust(Files.write(folder.resolve("newer.cer"), TestAuthority.der(second)));
    assertThat(operators()).containsExactly(second);
  }
}
