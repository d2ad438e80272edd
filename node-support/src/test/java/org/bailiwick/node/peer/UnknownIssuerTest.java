package org.bailiwick.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.testing.OddLeaf;
import org.bailiwick.node.testing.TestClock;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

/** Peers whose certificate names an issuer that is not known here, as a new CA's are. */
class UnknownIssuerTest {
  private static final String AGENT = "spiffe://bailiwick.example/agent/reader";
  private static final Duration WAIT = Duration.ofSeconds(3);
  private static final RevocationState NO_CRL = new RevocationState.Unknown("no CRL");

  private final TestCa ours = TestCa.create("bailiwick.example");
  private final KeyPair key = TestKeys.ec();
  private final X509Certificate second = ours.anotherIssuing("issuing-2", key);
  private final List<X509Certificate> issuing = new ArrayList<>(List.of(ours.issuing()));
  private final List<TrustDomain> asked = new ArrayList<>();
  private RevocationState ofFirst = new RevocationState.Good();
  private RevocationState ofSecond = NO_CRL;

  private final TrustAnchors anchors =
      new TrustAnchors() {
        @Override
        public List<Anchor> anchors() {
          return List.of(new Anchor(ours.root(), ours.domain(), AnchorUse.AGENTS));
        }

        @Override
        public List<X509Certificate> intermediates() {
          return List.copyOf(issuing);
        }

        @Override
        public Optional<Duration> readSoon(TrustDomain domain) {
          asked.add(domain);
          return Optional.of(WAIT);
        }
      };

  private final PeerFilter filter =
      new PeerFilter(
          anchors,
          (certificate, anchor) -> stateOf(certificate),
          TrustedProxies.none(),
          new PeerContext(),
          entry -> {},
          TestClock.atPresent());

  private RevocationState stateOf(X509Certificate certificate) {
    if (certificate.getIssuerX500Principal().equals(second.getSubjectX500Principal())) {
      return ofSecond;
    }
    return certificate.equals(second) ? new RevocationState.Good() : ofFirst;
  }

  private X509Certificate agentOfSecond() {
    return new OddLeaf().uri(AGENT).signedBy(second.getSubjectX500Principal(), key);
  }

  private ProblemException refusal(List<X509Certificate> chain) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> filter.peerOf(TestRequest.of(chain).build()));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  private void refusesAndReads(List<X509Certificate> chain, String check) {
    asked.clear();
    ProblemException refusal = refusal(chain);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.retryAfter()).contains(WAIT);
    assertThat(asked).containsExactly(ours.domain());
  }

  private void refusesAndReadsNothing(List<X509Certificate> chain, String check) {
    asked.clear();
    ProblemException refusal = refusal(chain);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.retryAfter()).isEmpty();
    assertThat(asked).isEmpty();
  }

  @Test
  void isRefusedAtOnceAndKnownWhenItComesAgain() {
    X509Certificate leaf = agentOfSecond();
    refusesAndReads(List.of(leaf), "peer-path-invalid");
    asked.clear();
    issuing.add(second);
    ofSecond = new RevocationState.Good();
    assertThat(filter.peerOf(TestRequest.of(List.of(leaf)).build())).isPresent();
    assertThat(asked).isEmpty();
  }

  /** As most do: there is a path, and no news of the issuer. */
  @Test
  void isReadOfAlsoWhereThePeerBringsTheIssuersCertificate() {
    List<X509Certificate> chain = List.of(agentOfSecond(), second);
    refusesAndReads(chain, "peer-status-stale");
    issuing.add(second);
    refusesAndReadsNothing(chain, "peer-status-stale");
    ofSecond = new RevocationState.Good();
    assertThat(filter.peerOf(TestRequest.of(chain).build())).isPresent();
  }

  @Test
  void aStrangersDomainIsHandedOnForTheAnchorsToJudge() {
    TestCa other = TestCa.named("elsewhere.example", "Other");
    assertThat(refusal(other.agent("buyer", "invoice.parse@1").chain()).retryAfter()).isPresent();
    assertThat(asked).containsExactly(other.domain());
  }

  @Test
  void nothingIsReadForWhatIsRefusedAnyhow() {
    ofSecond = new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);
    refusesAndReadsNothing(List.of(agentOfSecond(), second), "peer-revoked");
    refusesAndReadsNothing(
        List.of(
            new OddLeaf()
                .uri(AGENT)
                .purpose(KeyPurposeId.id_kp_serverAuth)
                .signedBy(second.getSubjectX500Principal(), key)),
        "peer-key-usage");
  }

  @Test
  void nothingIsReadOfAnIssuerThatIsKnown() {
    X509Certificate forged =
        new OddLeaf().uri(AGENT).signedBy(ours.issuing().getSubjectX500Principal(), TestKeys.ec());
    refusesAndReadsNothing(List.of(forged), "peer-path-invalid");
    ofFirst = NO_CRL;
    refusesAndReadsNothing(ours.agent("reader", "invoice.parse@1").chain(), "peer-status-stale");
  }
}
