package org.bailiwick.master;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.TrustAnchors;
import org.junit.jupiter.api.Test;

class NotRevokedTest {
  private final TestCa ours = TestCa.create("bailiwick.example");
  private final X509Certificate agent = ours.agent("reader", "invoice.parse@1").certificate();
  private final List<X509Certificate> issuing = new ArrayList<>(List.of(ours.issuing()));
  private final List<TrustDomain> asked = new ArrayList<>();
  private RevocationState state = new RevocationState.Good();
  private RevocationState ofIssuer = new RevocationState.Good();

  private final TrustAnchors anchors =
      new TrustAnchors() {
        @Override
        public List<Anchor> anchors() {
          return List.of(
              new Anchor(ours.root(), ours.domain(), AnchorUse.AGENTS),
              new Anchor(ours.operatorCa(), ours.domain(), AnchorUse.OPERATORS));
        }

        @Override
        public List<X509Certificate> intermediates() {
          return List.copyOf(issuing);
        }

        @Override
        public Optional<Duration> readSoon(TrustDomain domain) {
          asked.add(domain);
          return Optional.of(Duration.ofSeconds(1));
        }
      };

  private final NotRevoked check =
      new NotRevoked(
          anchors, (certificate, anchor) -> certificate.equals(agent) ? state : ofIssuer);

  @Test
  void onlyWhatIsKnownToBeGoodPasses() {
    assertThat(check.test(agent)).isTrue();
    state = new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);
    assertThat(check.test(agent)).isFalse();
    state = new RevocationState.Unknown("stale");
    assertThat(check.test(agent)).isFalse();
    assertThat(asked).as("its issuer is known").isEmpty();
  }

  @Test
  void theDomainsDocumentsAreReadForAnUnknownIssuer() {
    issuing.clear();
    state = new RevocationState.Unknown("no CRL");
    assertThat(check.test(agent)).isFalse();
    assertThat(asked).containsExactly(ours.domain());
  }

  @Test
  void itsIssuingCaMustBeKnownToBeGoodToo() {
    ofIssuer = new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);
    assertThat(check.test(agent)).isFalse();
    ofIssuer = new RevocationState.Unknown("stale");
    assertThat(check.test(agent)).isFalse();
  }
}
