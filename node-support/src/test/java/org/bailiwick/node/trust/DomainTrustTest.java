package org.bailiwick.node.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.NodeHttpSettings;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.testing.OddLeaf;
import org.bailiwick.node.testing.TestAuthority;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainTrustTest {
  @TempDir private Path folder;
  private final TestCa ours = TestCa.create("bailiwick.example");
  private final TestAuthority authority = new TestAuthority(ours);
  private final AtomicLong skipped = new AtomicLong();
  private Path operatorCa;
  private Path kept;

  @BeforeEach
  void prepare() {
    operatorCa = authority.prepare(folder);
    kept = folder.resolve("kept");
  }

  @AfterEach
  void stop() {
    authority.close();
  }

  private DomainTrust trust(String fingerprint) throws IOException {
    return new DomainTrust(
        new DomainTrustSettings(
            ours.domain(),
            authority.url(),
            authority.plainUrl(),
            fingerprint,
            operatorCa,
            Optional.of(kept)),
        TestClock.atPresent(),
        () -> System.nanoTime() + skipped.get());
  }

  private NodeHttp client(DomainTrust trust) {
    return new NodeHttp(NodeHttpSettings.of(folder), trust::tlsAnchors);
  }

  private DomainTrust refreshed() throws IOException {
    DomainTrust trust = trust(authority.fingerprint());
    trust.refresh(client(trust));
    return trust;
  }

  @Test
  void startsFromOneFingerprint() throws IOException {
    DomainTrust trust = refreshed();
    assertThat(trust.anchors())
        .containsExactlyInAnyOrder(
            new Anchor(ours.root(), ours.domain(), AnchorUse.AGENTS),
            new Anchor(ours.operatorCa(), ours.domain(), AnchorUse.OPERATORS));
    assertThat(trust.intermediates()).containsExactly(ours.issuing());
    assertThat(trust.issuers()).containsOnlyKeys("root", "issuing-1", "operator-ca");
    assertThat(trust.state().ready()).isTrue();
    assertThat(trust.state().confirmedAt()).isPresent();
  }

  @Test
  void refusesARootThatIsNotThePinnedOne() throws IOException {
    DomainTrust trust = trust("00".repeat(32));
    assertThatThrownBy(() -> trust.refresh(client(trust)))
        .hasMessageContaining("not the pinned one");
    assertThat(trust.tlsAnchors()).isEmpty();
    assertThat(trust.state().ready()).isFalse();
  }

  @Test
  void refusesAnIssuingCaThatTheRootDidNotSign() throws IOException {
    TestCa impostor = TestCa.create("bailiwick.example");
    authority.publish("/issuers/issuing-1.cer", TestAuthority.der(impostor.issuing()));
    assertThatThrownBy(this::refreshed).isInstanceOf(IOException.class);
  }

  @Test
  void followsEveryIssuerThatTheBundleNames() throws IOException {
    DomainTrust trust = refreshed();
    X509Certificate second = ours.anotherIssuing("issuing-2");
    authority.publish("/issuers/issuing-2.cer", TestAuthority.der(second));
    authority.publishIssuers(2, "issuing-1", "issuing-2");
    trust.refresh(client(trust));
    assertThat(trust.intermediates()).containsExactlyInAnyOrder(ours.issuing(), second);
    assertThat(trust.issuers()).containsKeys("root", "issuing-1", "issuing-2", "operator-ca");
    authority.publishIssuers(3, "issuing-2");
    trust.refresh(client(trust));
    assertThat(trust.intermediates()).containsExactly(second);
  }

  @Test
  void refusesNamesOfIssuersThatAreNone() throws IOException {
    DomainTrust trust = refreshed();
    for (String name : List.of("../root", "", "A", "root", "operator-ca", "a/b")) {
      authority.publishIssuers(2, name);
      assertThatThrownBy(() -> trust.refresh(client(trust))).isInstanceOf(IOException.class);
    }
    assertThat(trust.intermediates()).containsExactly(ours.issuing());
  }

  @Test
  void takesNoBundleFromAnImpostor() throws IOException {
    try (TestAuthority impostor = new TestAuthority(TestCa.create("bailiwick.example"))) {
      DomainTrust trust =
          new DomainTrust(
              new DomainTrustSettings(
                  ours.domain(),
                  impostor.url(),
                  authority.plainUrl(),
                  authority.fingerprint(),
                  operatorCa,
                  Optional.empty()),
              TestClock.atPresent());
      assertThatThrownBy(() -> trust.refresh(client(trust))).isInstanceOf(IOException.class);
      assertThat(impostor.secured().requests()).isZero();
      assertThat(trust.state().confirmedAt()).isEmpty();
    }
  }

  @Test
  void theOperatorCaInTheBundleStillVouchesForNoAgent() throws IOException {
    authority.publishBundle(2, ours.root(), ours.operatorCa());
    assertThat(refreshed().anchors())
        .doesNotContain(new Anchor(ours.operatorCa(), ours.domain(), AnchorUse.AGENTS));
  }

  @Test
  void anAnchorThatLeavesTheBundleIsTrustedNoMore() throws IOException { // threat 49
    DomainTrust trust = refreshed();
    TestCa next = TestCa.create("bailiwick.example");
    authority.publishBundle(2, ours.root(), next.root());
    trust.refresh(client(trust));
    assertThat(trust.tlsAnchors()).contains(next.root());
    authority.publishBundle(3, ours.root());
    trust.refresh(client(trust));
    assertThat(trust.tlsAnchors()).containsExactly(ours.root());
  }

  @Test
  void neverGoesBackToAnOlderBundle() throws IOException {
    authority.publishBundle(7, ours.root());
    DomainTrust trust = refreshed();
    authority.publishBundle(6, ours.root(), TestCa.create("bailiwick.example").root());
    assertThatThrownBy(() -> trust.refresh(client(trust))).hasMessageContaining("older");
    assertThat(trust.tlsAnchors()).containsExactly(ours.root());
  }

  @Test
  void aRestartWithoutTheAuthorityUsesTheKeptCopies() throws IOException {
    refreshed();
    authority.close();
    DomainTrust trust = trust(authority.fingerprint());
    assertThat(trust.anchors()).contains(new Anchor(ours.root(), ours.domain(), AnchorUse.AGENTS));
    assertThat(trust.state().ready()).isTrue();
    assertThat(trust.state().confirmedAt()).isEmpty();
  }

  @Test
  void keptCopiesAreCheckedLikeTheOriginals() throws IOException {
    refreshed();
    TestCa impostor = TestCa.create("bailiwick.example");
    Files.write(kept.resolve("root.cer"), TestAuthority.der(impostor.root()));
    assertThat(trust(authority.fingerprint()).tlsAnchors()).isEmpty();
  }

  @Test
  void triesUntilTheAuthorityIsThere() throws IOException {
    authority.withdraw("/issuers/root.cer");
    try (DomainTrust trust = trust(authority.fingerprint())) {
      trust.start(client(trust));
      await().until(() -> !trust.state().fault().isEmpty());
      authority.publish("/issuers/root.cer", TestAuthority.der(ours.root()));
      await().until(() -> trust.state().confirmedAt().isPresent());
      assertThat(trust.state().fault()).isEmpty();
    }
  }

  @Test
  void showsAFaultOfItsOwn() throws IOException {
    try (DomainTrust trust = trust(authority.fingerprint())) {
      trust.start(null); // the reading throws a NullPointerException
      await().until(() -> trust.state().fault().contains("fault of this node"));
    }
  }

  @Test
  void readsEarlyOfAnIssuerThatItDoesNotKnow() throws IOException {
    KeyPair key = TestKeys.ec();
    X509Certificate second = ours.anotherIssuing("issuing-2", key);
    X509Certificate agent =
        new OddLeaf()
            .uri("spiffe://bailiwick.example/agent/reader")
            .signedBy(second.getSubjectX500Principal(), key);
    try (DomainTrust trust = trust(authority.fingerprint())) {
      assertThat(trust.readSoon(ours.domain())).as("nothing reads before the start").isEmpty();
      trust.start(client(trust));
      await().until(() -> trust.state().confirmedAt().isPresent());
      assertThat(trust.haveIssuerOf(agent)).isFalse();
      assertThat(trust.readSoon(TrustDomain.parse("partner.example"))).isEmpty();

      authority.publishIssuers(2, "issuing-1", "issuing-2");
      awaitEarly(() -> trust.readSoon(ours.domain()), () -> !trust.state().fault().isEmpty());
      assertThat(trust.intermediates()).as("the one before").containsExactly(ours.issuing());

      authority.publish("/issuers/issuing-2.cer", TestAuthority.der(second));
      awaitEarly(() -> trust.readSoon(ours.domain()), () -> trust.haveIssuerOf(agent));
      assertThat(trust.intermediates()).containsExactlyInAnyOrder(ours.issuing(), second);
      assertThat(trust.earlyReadings()).isPositive();
    }
  }

  /** The next early reading may be as soon as somebody asks. */
  private void awaitEarly(Runnable ask, Callable<Boolean> outcome) {
    await()
        .until(
            () -> {
              skipped.addAndGet(BundlePoll.EARLIEST.toNanos());
              ask.run();
              return outcome.call();
            });
  }

  @Test
  void readsEarlyOfAKeyOfWorkloadTokensThatItDoesNotKnow() throws IOException {
    try (DomainTrust trust = trust(authority.fingerprint())) {
      trust.start(client(trust));
      await().until(() -> trust.state().confirmedAt().isPresent());
      PublicKey key = TestKeys.ec().getPublic();
      String jwk = PublicJwk.of(key).toString();
      authority.publishKeys(2, jwk.replace("}", ",\"use\":\"wit-svid\",\"kid\":\"wit-2\"}"));
      JwtKeys keys = trust.witKeys();
      assertThat(keys.find(Optional.of("wit-2"))).isEmpty();
      awaitEarly(
          () -> keys.find(Optional.of("wit-2")), () -> !keys.find(Optional.of("wit-2")).isEmpty());
      assertThat(trust.earlyReadings()).isPositive();
    }
  }

  @Test
  void knowsByWhatTheBundleSaysThatWorkloadTokensAreSigned() throws IOException {
    DomainTrust trust = refreshed();
    assertThat(trust.witKeys().find(Optional.of("wit-1"))).isEmpty();
    PublicKey key = TestKeys.ec().getPublic();
    String jwk = PublicJwk.of(key).toString().replace("}", ",\"use\":\"%s\",\"kid\":\"%s\"}");
    authority.publishKeys(
        2,
        jwk.formatted("wit-svid", "wit-1"),
        jwk.formatted("jwt-svid", "jwt-1"),
        "{\"use\":\"wit-svid\",\"kid\":\"odd\",\"kty\":\"odd\"}",
        jwk.replace(",\"kid\":\"%s\"", "").formatted("wit-svid"));
    trust.refresh(client(trust));
    assertThat(trust.witKeys().find(Optional.of("wit-1"))).containsExactly(key);
    assertThat(trust.witKeys().find(Optional.of("jwt-1"))).isEmpty();
    assertThat(trust.witKeys().find(Optional.of("odd"))).isEmpty();
    assertThat(trust.witKeys().find(Optional.empty())).isEmpty();
    authority.publishKeys(3, jwk.formatted("wit-svid", "wit-2"));
    trust.refresh(client(trust));
    assertThat(trust.witKeys().find(Optional.of("wit-1"))).isEmpty();
  }

  @Test
  void aMalformedBundleChangesNothing() throws IOException {
    DomainTrust trust = refreshed();
    for (String bad :
        List.of("{", "[]", "{}", "{\"keys\":1}", "{\"keys\":[{\"use\":\"x509-svid\"}]}")) {
      authority.publish(
          "/.well-known/spiffe-bundle", bad.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      assertThatThrownBy(() -> trust.refresh(client(trust))).isInstanceOf(IOException.class);
    }
    assertThat(trust.tlsAnchors()).containsExactly(ours.root());
  }
}
