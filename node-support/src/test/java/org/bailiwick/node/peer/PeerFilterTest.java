package org.bailiwick.node.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.peer.forwarded.TrustedProxies;
import org.bailiwick.node.testing.OddLeaf;
import org.bailiwick.node.testing.TestClock;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerFilterTest {
  private static final String AGENT_URI = "spiffe://bailiwick.example/agent/reader";

  private final TestCa ours = TestCa.create("bailiwick.example");
  private final TestCa partner = TestCa.create("partner.example");
  private final TestClock clock = TestClock.atPresent();
  private final List<AuditEntry> audit = new ArrayList<>();
  private final List<Anchor> anchors =
      new ArrayList<>(
          List.of(
              new Anchor(ours.root(), ours.domain(), AnchorUse.AGENTS),
              new Anchor(ours.operatorCa(), ours.domain(), AnchorUse.OPERATORS),
              new Anchor(partner.root(), partner.domain(), AnchorUse.FOREIGN)));
  private RevocationView revocations = (certificate, anchor) -> new RevocationState.Good();

  private final PeerContext context = new PeerContext();
  private final PeerFilter filter =
      new PeerFilter(
          () -> List.copyOf(anchors),
          (certificate, anchor) -> revocations.stateOf(certificate, anchor),
          TrustedProxies.none(),
          context,
          audit::add,
          clock);

  private Optional<VerifiedPeer> peer(List<X509Certificate> chain) {
    return filter.peerOf(TestRequest.of(chain).build());
  }

  private void refuses(List<X509Certificate> chain, String check) {
    refuses(chain, check, ProblemType.CREDENTIAL_NOT_TRUSTED);
  }

  private void refuses(List<X509Certificate> chain, String check, ProblemType type) {
    audit.clear();
    ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> peer(chain));
    assertThat(refusal).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(audit).hasSize(1);
    assertThat(audit.getFirst().event()).isEqualTo("peer.refused");
    assertThat(audit.getFirst().outcome()).isEqualTo(AuditEntry.Outcome.DENIED);
    assertThat(audit.getFirst().check()).isEqualTo(check);
    assertThat(audit.getFirst().resource()).isEqualTo("POST /v1/agents");
  }

  /** For an answer that is given after the request, such as an event stream. */
  @Test
  void aPeerIsVerifiedAgainByWhatIsKnownThen() {
    TestLeaf agent = ours.agent("reader", "a.b@1");
    Supplier<VerifiedPeer> again = againAfter(agent);
    assertThat(again.get().id()).isEqualTo(agent.id());
    revocations =
        (certificate, anchor) ->
            new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, clock.instant());
    assertThat(catchThrowableOfType(ProblemException.class, again::get).check())
        .isEqualTo("peer-revoked");
    revocations = (certificate, anchor) -> new RevocationState.Good();
    assertThat(again.get().kind()).isEqualTo(Kind.AGENT);
    clock.move(Duration.ofDays(400));
    assertThat(catchThrowableOfType(ProblemException.class, again::get).check())
        .isEqualTo("peer-expired");
  }

  private Supplier<VerifiedPeer> againAfter(TestLeaf leaf) {
    assertThat(peer(leaf.chain())).isPresent();
    return context.again();
  }

  @Nested
  class Kinds {
    private Kind kindOf(TestLeaf leaf) {
      return peer(leaf.chain()).orElseThrow().kind();
    }

    @Test
    void anchorAndNameTogetherMakeTheKind() {
      assertThat(kindOf(ours.agent("reader", "invoice.parse@1"))).isEqualTo(Kind.AGENT);
      assertThat(kindOf(ours.operator("officer", "o1"))).isEqualTo(Kind.OPERATOR);
      assertThat(kindOf(ours.node("domain"))).isEqualTo(Kind.NODE);
      assertThat(kindOf(partner.agent("buyer", "invoice.parse@1"))).isEqualTo(Kind.FOREIGN);
      assertThat(audit).isEmpty();
    }

    /** Each kind of name under each anchor: what it makes, or the check that refuses it. */
    @ParameterizedTest
    @CsvSource({
      "/agent/x, AGENT, peer-anchor-use, FOREIGN",
      "/service/x, SERVICE, peer-anchor-use, peer-anchor-use",
      "/device/x, DEVICE, peer-anchor-use, peer-anchor-use",
      "/node/x, NODE_TLS, NODE, peer-anchor-use",
      "/operator/officer/x, peer-anchor-use, OPERATOR, peer-anchor-use",
      "/services/x, peer-anchor-use, peer-anchor-use, FOREIGN",
      "/service/x/y, peer-anchor-use, peer-anchor-use, FOREIGN",
      "/x, peer-anchor-use, peer-anchor-use, FOREIGN"
    })
    void aNameIsOneKindUnderOneAnchor(
        String path, String issuing, String operators, String elsewhere) {
      assertThat(outcome(new OddLeaf().uri("spiffe://bailiwick.example" + path).under(ours)))
          .isEqualTo(issuing);
      assertThat(outcome(underOperatorCa("spiffe://bailiwick.example" + path)))
          .isEqualTo(operators);
      assertThat(outcome(new OddLeaf().uri("spiffe://partner.example" + path).under(partner)))
          .isEqualTo(elsewhere);
    }

    private List<X509Certificate> underOperatorCa(String uri) {
      return List.of(
          new OddLeaf()
              .uri(uri)
              .signedBy(ours.operatorCa().getSubjectX500Principal(), ours.operatorKey()));
    }

    private String outcome(List<X509Certificate> chain) {
      try {
        return peer(chain).orElseThrow().kind().name();
      } catch (ProblemException refusal) {
        return refusal.check();
      }
    }

    @Test
    void aNodesTlsCertificateIsNoNodesClientCertificate() {
      assertThat(kindOf(ours.nodeServer("domain"))).isEqualTo(Kind.NODE_TLS);
    }

    @Test
    void theIssuingCaNeverMakesAnOperator() {
      refuses(
          new OddLeaf().uri("spiffe://bailiwick.example/operator/officer/o1").under(ours),
          "peer-anchor-use");
    }

    @Test
    void theRoleIsToldForOperatorsOnly() {
      assertThat(peer(ours.operator("auditor", "a1").chain()).orElseThrow().operatorRole())
          .contains("auditor");
      assertThat(peer(ours.agent("reader", "invoice.parse@1").chain()).orElseThrow().operatorRole())
          .isEmpty();
    }

    @Test
    void withoutACertificateThereIsNoPeer() {
      assertThat(filter.peerOf(TestRequest.anonymous().build())).isEmpty();
      assertThat(audit).isEmpty();
    }

    /**
     * Threat 39: a token is bound to this, so it must differ between certificates of one subject.
     */
    @Test
    void theThumbprintTellsTwoCertificatesOfOneSubjectApart() {
      VerifiedPeer one = peer(ours.agent("reader", "invoice.parse@1").chain()).orElseThrow();
      VerifiedPeer other = peer(ours.agent("reader", "invoice.parse@1").chain()).orElseThrow();
      assertThat(one.id()).isEqualTo(other.id());
      assertThat(one.thumbprint()).isNotEqualTo(other.thumbprint());
      assertThat(one.thumbprint()).isEqualTo(Pem.sha256(one.certificate()));
    }
  }

  @Nested
  class Leaf {
    /** Found by fuzzing: the JDK's name constraints throw on it. */
    @Test
    void refusesATrustDomainThatIsNoHostName() {
      refuses(new OddLeaf().uri("spiffe://no_host/agent/reader").under(ours), "peer-path-invalid");
    }

    @Test
    void refusesACaCertificateAsLeaf() {
      refuses(List.of(ours.issuing()), "peer-ca-as-leaf");
      refuses(List.of(ours.root()), "peer-ca-as-leaf");
      refuses(new OddLeaf().uri(AGENT_URI).asAuthority().under(ours), "peer-ca-as-leaf");
      int usage = KeyUsage.digitalSignature | KeyUsage.keyCertSign;
      refuses(new OddLeaf().uri(AGENT_URI).keyUsage(usage).under(ours), "peer-ca-as-leaf");
    }

    @Test
    void refusesWhatIsNotForClients() {
      refuses(
          new OddLeaf().uri(AGENT_URI).purpose(KeyPurposeId.id_kp_serverAuth).under(ours),
          "peer-key-usage");
      refuses(
          new OddLeaf().uri(AGENT_URI).keyUsage(KeyUsage.keyEncipherment).under(ours),
          "peer-key-usage");
    }

    @Test
    void refusesAnyNumberOfUriNamesButOne() {
      refuses(new OddLeaf().under(ours), "peer-uri-name");
      refuses(new OddLeaf().uri(AGENT_URI).uri(AGENT_URI + "2").under(ours), "peer-uri-name");
      refuses(new OddLeaf().uri("https://bailiwick.example/x").under(ours), "peer-uri-name");
      refuses(new OddLeaf().uri("spiffe://bailiwick.example").under(ours), "peer-uri-name");
    }

    @Test
    void refusesWeakKeysAndOldSignatures() throws GeneralSecurityException {
      KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
      rsa.initialize(1024);
      PublicKey weak = rsa.generateKeyPair().getPublic();
      refuses(new OddLeaf().uri(AGENT_URI).key(weak).under(ours), "peer-path-invalid");
      refuses(
          new OddLeaf().uri(AGENT_URI).signature("SHA1withECDSA").under(ours), "peer-path-invalid");
    }

    @Test
    void refusesAnUnknownCriticalExtension() {
      refuses(
          new OddLeaf().uri(AGENT_URI).withUnknownCriticalExtension().under(ours),
          "peer-path-invalid");
    }
  }

  @Nested
  class Path {
    @Test
    void refusesAnotherAuthorityOfTheSameName() { // threat 49
      TestCa impostor = TestCa.create("bailiwick.example");
      refuses(impostor.agent("reader", "invoice.parse@1").chain(), "peer-path-invalid");
    }

    @Test
    void refusesASignatureByAnotherKey() {
      X509Certificate forged =
          new OddLeaf()
              .uri(AGENT_URI)
              .signedBy(ours.issuing().getSubjectX500Principal(), TestKeys.ec());
      refuses(List.of(forged, ours.issuing()), "peer-path-invalid");
    }

    @Test
    void anAnchorCountsForItsOwnDomainOnly() {
      TestCa unbounded = TestCa.create("third.example");
      anchors.add(
          new Anchor(unbounded.root(), TrustDomain.parse("fourth.example"), AnchorUse.FOREIGN));
      refuses(unbounded.agent("reader", "invoice.parse@1").chain(), "peer-domain-mismatch");
    }

    @Test
    void aPartnersCaCannotNameOurAgents() {
      anchors.add(new Anchor(partner.operatorCa(), partner.domain(), AnchorUse.FOREIGN));
      X509Certificate leaf =
          new OddLeaf()
              .uri(AGENT_URI)
              .signedBy(partner.issuing().getSubjectX500Principal(), partner.issuingKey());
      // The name constraint of the partner's issuing CA stops it even before the anchor's domain
      // does.
      refuses(List.of(leaf, partner.issuing()), "peer-path-invalid");
    }

    @Test
    void refusesAChainThatIsTooLong() {
      List<X509Certificate> chain =
          new ArrayList<>(ours.agent("reader", "invoice.parse@1").chain());
      chain.addAll(List.of(ours.root(), ours.root(), ours.root(), ours.root(), ours.root()));
      refuses(chain, "peer-path-invalid");
    }

    @Test
    void completesAChainOfTheLeafAloneFromKnownIntermediates() {
      TrustAnchors known =
          new TrustAnchors() {
            @Override
            public List<Anchor> anchors() {
              return anchors;
            }

            @Override
            public List<X509Certificate> intermediates() {
              return List.of(ours.issuing());
            }
          };
      List<X509Certificate> leafOnly =
          List.of(ours.agent("reader", "invoice.parse@1").certificate());
      refuses(leafOnly, "peer-path-invalid");
      assertThat(new PeerVerifier(known, revocations, clock).verify(leafOnly).kind())
          .isEqualTo(Kind.AGENT);
    }
  }

  @Nested
  class Time {
    @Test
    void refusesWhatHasExpired() {
      refuses(ours.expiredAgent("reader", "invoice.parse@1").chain(), "peer-expired");
    }

    /** Threat 51: one second past the end is past the end, however fresh the remembered path. */
    @Test
    void refusesOneSecondAfterTheEndThoughThePathIsRemembered() {
      TestLeaf leaf = ours.agent("reader", "invoice.parse@1");
      Instant end = leaf.certificate().getNotAfter().toInstant();
      clock.move(Duration.between(clock.instant(), end));
      assertThat(peer(leaf.chain())).isPresent();
      clock.move(Duration.ofSeconds(1));
      refuses(leaf.chain(), "peer-expired");
    }

    @Test
    void refusesWhatIsNotValidYet() {
      clock.move(Duration.ofDays(-2));
      refuses(ours.agent("reader", "invoice.parse@1").chain(), "peer-not-yet-valid");
    }

    @Test
    void aClockJumpNeitherEvictsNorResurrectsForGood() { // threat 51
      TestLeaf leaf = ours.agent("reader", "invoice.parse@1");
      assertThat(peer(leaf.chain())).isPresent();
      clock.move(Duration.ofDays(40));
      refuses(leaf.chain(), "peer-expired");
      clock.move(Duration.ofDays(-40));
      assertThat(peer(leaf.chain())).isPresent();
    }
  }

  @Nested
  class Revocation {
    private final TestLeaf leaf = ours.agent("reader", "invoice.parse@1");

    @Test
    void refusesARevokedPeerByReason() {
      revocations =
          (c, a) -> new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, clock.instant());
      refuses(leaf.chain(), "peer-revoked", ProblemType.CREDENTIAL_REVOKED);
      ProblemException refusal =
          catchThrowableOfType(ProblemException.class, () -> peer(leaf.chain()));
      assertThat(refusal.detail()).contains("key-compromise");
    }

    @Test
    void refusesWhatNothingIsKnownOf() { // threat 50
      revocations = (c, a) -> new RevocationState.Unknown("cut off");
      refuses(leaf.chain(), "peer-status-stale");
    }

    /** Threat 12: the connection and the remembered path live on, the peer does not. */
    @Test
    void refusesAPeerRevokedAfterItsPathWasRemembered() {
      assertThat(peer(leaf.chain())).isPresent();
      revocations =
          (c, a) -> new RevocationState.Revoked(RevocationReason.SUPERSEDED, clock.instant());
      refuses(leaf.chain(), "peer-revoked", ProblemType.CREDENTIAL_REVOKED);
    }

    /** Threats 12 and 49: the same when the anchor goes. */
    @Test
    void refusesAPeerWhoseAnchorWasRemoved() {
      assertThat(peer(leaf.chain())).isPresent();
      anchors.removeFirst();
      refuses(leaf.chain(), "peer-path-invalid");
    }

    @Test
    void asksForTheIntermediateToo() {
      revocations =
          (c, a) ->
              c.equals(ours.issuing())
                  ? new RevocationState.Revoked(RevocationReason.CA_COMPROMISE, clock.instant())
                  : new RevocationState.Good();
      refuses(leaf.chain(), "peer-revoked", ProblemType.CREDENTIAL_REVOKED);
    }
  }
}
