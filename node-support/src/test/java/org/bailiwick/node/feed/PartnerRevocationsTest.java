package org.bailiwick.node.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestServer;
import org.bailiwick.node.trust.PartnerDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartnerRevocationsTest {
  private static final String DESCRIPTION =
      """
      {"trust_domain": "partner.example", "anchors": "bundle.pem" %s,
       "authorization_server": {"issuer": "https://as.partner.example", "jwks_file": "jwks.json",
         "algorithms": ["RS256"]},
       "scopes": ["invoice.parse@1"]}
      """;

  @TempDir private Path folder;
  private final TestClock clock = TestClock.atPresent();
  private final TestCa partner = TestCa.create("partner.example", clock);
  private final X509Certificate buyer = partner.agent("buyer", "invoice.parse@1").certificate();
  private Path own;
  private PartnerRevocations revocations;

  @BeforeEach
  void prepare() throws IOException {
    own = Files.createDirectories(folder.resolve("partner.example"));
    // This partner's issuing CA is an anchor itself, as its CRL must be signed by one.
    Files.writeString(own.resolve("bundle.pem"), Pem.of(partner.issuing(), partner.root()));
    revocations = revocations(FetchSettings.of(Set.of()));
  }

  private PartnerRevocations revocations(FetchSettings bounds) {
    GuardedFetch fetch = new GuardedFetch(bounds);
    PartnerDirectory directory =
        new PartnerDirectory(folder, TrustDomain.parse("bailiwick.example"), fetch, clock);
    CrlSettings settings =
        new CrlSettings(
            URI.create("http://unused.invalid"),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Optional.empty());
    return new PartnerRevocations(directory, fetch, settings, clock);
  }

  private void describe(String crl) throws IOException {
    Files.writeString(own.resolve("partner.json"), DESCRIPTION.formatted(crl));
    look();
  }

  private void look() {
    clock.move(Duration.ofSeconds(2));
    revocations.refresh();
  }

  private static byte[] der(X509CRL crl) {
    try {
      return crl.getEncoded();
    } catch (CRLException e) {
      throw new IllegalStateException(e);
    }
  }

  private RevocationState state() {
    return revocations.stateOf(
        buyer, new Anchor(partner.issuing(), partner.domain(), AnchorUse.FOREIGN));
  }

  @Test
  void aPartnerWithoutACrlIsUnknownUnlessAnOperatorWaivedIt() throws IOException {
    assertThat(state()).isInstanceOf(RevocationState.Unknown.class);
    describe("");
    assertThat(state()).isInstanceOf(RevocationState.Unknown.class);
    describe(", \"crl\": \"none\"");
    assertThat(state()).isInstanceOf(RevocationState.Good.class);
  }

  @Test
  void followsTheFile() throws IOException {
    describe(", \"crl\": {\"file\": \"partner.crl\"}");
    assertThat(state()).isInstanceOf(RevocationState.Unknown.class);
    Files.write(own.resolve("partner.crl"), der(partner.crl(1)));
    look();
    assertThat(state()).isInstanceOf(RevocationState.Good.class);
    Files.write(own.resolve("partner.crl"), der(partner.crl(2, buyer)));
    look();
    assertThat(state()).isInstanceOf(RevocationState.Revoked.class);
  }

  /** The root is an anchor without a CRL, and so has issued nobody who was accepted. */
  @Test
  void knowsACredentialByItsSerialNumberAlone() throws IOException {
    SerialNumber serial = new SerialNumber(buyer.getSerialNumber());
    assertThat(revocations.stateOf(partner.domain(), serial))
        .isInstanceOf(RevocationState.Unknown.class);
    describe(", \"crl\": {\"file\": \"partner.crl\"}");
    assertThat(revocations.stateOf(partner.domain(), serial))
        .isInstanceOf(RevocationState.Unknown.class);
    Files.write(own.resolve("partner.crl"), der(partner.crl(1)));
    look();
    assertThat(revocations.stateOf(partner.domain(), serial))
        .isInstanceOf(RevocationState.Good.class);
    Files.write(own.resolve("partner.crl"), der(partner.crl(2, buyer)));
    look();
    assertThat(revocations.stateOf(partner.domain(), serial))
        .isInstanceOf(RevocationState.Revoked.class);
    clock.move(Duration.ofDays(2));
    SerialNumber other = new SerialNumber(partner.issuing().getSerialNumber());
    assertThat(revocations.stateOf(partner.domain(), other))
        .as("the CRL is too old")
        .isInstanceOf(RevocationState.Unknown.class);
  }

  @Test
  void readsAFileInPem() throws IOException {
    Files.writeString(own.resolve("partner.crl"), Pem.block("X509 CRL", der(partner.crl(1))));
    describe(", \"crl\": {\"file\": \"partner.crl\"}");
    assertThat(state()).isInstanceOf(RevocationState.Good.class);
  }

  @Test
  void aFileCountsUntilItsNextUpdate() throws IOException {
    Files.write(own.resolve("partner.crl"), der(partner.crl(1)));
    describe(", \"crl\": {\"file\": \"partner.crl\"}");
    clock.move(Duration.ofHours(23));
    assertThat(state()).isInstanceOf(RevocationState.Good.class);
    clock.move(Duration.ofHours(2));
    assertThat(state()).isInstanceOf(RevocationState.Unknown.class);
  }

  @Test
  void takesNoCrlThatAnAnchorDidNotSign() throws IOException {
    TestCa impostor = TestCa.create("partner.example", clock);
    Files.write(own.resolve("partner.crl"), der(impostor.crl(5)));
    describe(", \"crl\": {\"file\": \"partner.crl\"}");
    assertThat(state()).isInstanceOf(RevocationState.Unknown.class);
  }

  @Test
  void fetchesFromAUrlAndGoesStaleWhenThatIsAway() throws IOException {
    try (TestServer server =
        TestServer.secured(partner.nodeServer("web").tls(partner.trust()))
            .answers("/partner.crl", der(partner.crl(1)))) {
      Files.writeString(own.resolve("web.pem"), Pem.of(partner.root()));
      describe(
          ", \"crl\": {\"uri\": \"%s\", \"ca_file\": \"web.pem\"}"
              .formatted(server.at("/partner.crl")));
      assertThat(state()).isInstanceOf(RevocationState.Good.class);
      look();
      assertThat(server.requests()).isEqualTo(1);
    }
    clock.move(Duration.ofMinutes(4));
    revocations.refresh();
    assertThat(state()).isInstanceOf(RevocationState.Good.class);
    clock.move(Duration.ofMinutes(2));
    revocations.refresh();
    assertThat(state()).isInstanceOf(RevocationState.Unknown.class);
  }

  /** The slow partner's server takes the connection and never answers. */
  @Test
  void aSlowServerDelaysNoOtherPartner() throws Exception {
    TestCa slow = TestCa.create("slow.example", clock);
    revocations =
        revocations(new FetchSettings(Set.of(), 100_000, Duration.ofMinutes(1))); // a busy machine
    CompletableFuture<Void> all;
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        TestServer server =
            TestServer.secured(partner.nodeServer("web").tls(partner.trust()))
                .answers("/partner.crl", der(partner.crl(1)))) {
      Path folderOfSlow = Files.createDirectories(folder.resolve("slow.example"));
      Files.writeString(folderOfSlow.resolve("bundle.pem"), Pem.of(slow.root()));
      Files.writeString(
          folderOfSlow.resolve("partner.json"),
          DESCRIPTION
              .formatted(
                  ", \"crl\": {\"uri\": \"https://127.0.0.1:" + silent.getLocalPort() + "/crl\"}")
              .replace("partner.example", "slow.example"));
      Files.writeString(own.resolve("web.pem"), Pem.of(partner.root()));
      Files.writeString(
          own.resolve("partner.json"),
          DESCRIPTION.formatted(
              ", \"crl\": {\"uri\": \"%s\", \"ca_file\": \"web.pem\"}"
                  .formatted(server.at("/partner.crl"))));
      clock.move(Duration.ofSeconds(2));
      all = CompletableFuture.runAsync(revocations::refresh);
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> state() instanceof RevocationState.Good);
      assertThat(all).as("the slow one is still being asked").isNotDone();
    }
    all.join();
  }
}
