package org.bailiwick.node.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.NodeHttpSettings;
import org.bailiwick.node.testing.TestAuthority;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that pins one root follows to the next by the bundle, or begins with the next. */
class RootSuccessionTest {
  @TempDir private Path folder;
  private final TestCa ours = TestCa.create("bailiwick.example");
  private final TestCa next = TestCa.named("bailiwick.example", "Second");
  private final TestAuthority authority = new TestAuthority(ours);
  private Path operatorCa;

  @BeforeEach
  void prepare() {
    operatorCa = authority.prepare(folder);
    authority.publish("/issuers/root-2.cer", TestAuthority.der(next.root()));
    authority.publish("/issuers/issuing-2.cer", TestAuthority.der(next.issuing()));
  }

  @AfterEach
  void stop() {
    authority.close();
  }

  private DomainTrust refreshed(X509Certificate pinned) throws Exception {
    DomainTrust trust =
        new DomainTrust(
            new DomainTrustSettings(
                ours.domain(),
                authority.url(),
                authority.plainUrl(),
                fingerprint(pinned),
                operatorCa,
                Optional.of(folder.resolve("kept"))),
            TestClock.atPresent());
    try (NodeHttp http = new NodeHttp(NodeHttpSettings.of(folder), trust::tlsAnchors)) {
      trust.refresh(http);
    }
    return trust;
  }

  private static String fingerprint(X509Certificate root) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(root.getEncoded()));
  }

  @Test
  void bothRootsAndWhatIsBelowThemCount() throws Exception {
    authority.publishRoots(2, List.of(ours.root(), next.root()), "root", "root-2");
    DomainTrust trust = refreshed(ours.root());
    assertThat(trust.tlsAnchors()).containsExactlyInAnyOrder(ours.root(), next.root());
    assertThat(trust.intermediates()).containsExactlyInAnyOrder(ours.issuing(), next.issuing());
    assertThat(trust.issuers()).containsEntry("root", ours.root());
    assertThat(trust.issuers()).containsEntry("root-2", next.root());
  }

  @Test
  void anIssuerOfARootThatIsNoneIsRefused() throws Exception {
    authority.publishRoots(2, List.of(ours.root()), "root");
    assertThatThrownBy(() -> refreshed(ours.root()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is below no root");
  }

  @Test
  void aRootThatIsNoAnchorIsRefused() throws Exception {
    authority.publishRoots(2, List.of(ours.root()), "root", "root-2");
    assertThatThrownBy(() -> refreshed(ours.root())).hasMessageContaining("no anchor of it");
  }

  /** Its listener's certificate is below it by now, or shows the link to it. */
  @Test
  void aLaterRootIsFoundByItsFingerprint() throws Exception {
    try (TestAuthority later = new TestAuthority(next)) {
      later.prepare(folder);
      later.publish("/issuers/root.cer", TestAuthority.der(ours.root()));
      later.publish("/issuers/issuing-1.cer", TestAuthority.der(ours.issuing()));
      later.publish("/issuers/issuing-2.cer", TestAuthority.der(next.issuing()));
      later.publish("/issuers/root-2.cer", TestAuthority.der(next.root()));
      later.publish(
          "/issuers/" + fingerprint(next.root()) + ".cer", TestAuthority.der(next.root()));
      later.publishRoots(2, List.of(ours.root(), next.root()), "root", "root-2");
      DomainTrust trust =
          new DomainTrust(
              new DomainTrustSettings(
                  ours.domain(),
                  later.url(),
                  later.plainUrl(),
                  fingerprint(next.root()),
                  operatorCa,
                  Optional.empty()),
              TestClock.atPresent());
      try (NodeHttp http = new NodeHttp(NodeHttpSettings.of(folder), trust::tlsAnchors)) {
        trust.refresh(http);
      }
      assertThat(trust.tlsAnchors()).containsExactlyInAnyOrder(ours.root(), next.root());
    }
  }
}
