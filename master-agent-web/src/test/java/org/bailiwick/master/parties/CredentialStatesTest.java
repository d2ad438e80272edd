package org.bailiwick.master.parties;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationState.Good;
import org.bailiwick.node.peer.RevocationState.Revoked;
import org.bailiwick.node.peer.RevocationState.Unknown;
import org.bailiwick.node.peer.TrustAnchors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CredentialStatesTest {

  private static final RevocationState GOOD = new Good();
  private static final RevocationState STALE = new Unknown("stale");
  private static final RevocationState UNKNOWN_PARTNER = new Unknown("no partner");
  private static final RevocationState REVOKED =
      new Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);

  private final TestCa ours = TestCa.create("bailiwick.example");
  private final TestCa theirs = TestCa.create("partner.example");
  private final X509Certificate first = ours.issuing();
  private final X509Certificate second = ours.anotherIssuing("issuing-2");
  private final TestLeaf agent = ours.agent("reader", "invoice.parse@1");
  private final TestLeaf buyer = theirs.agent("buyer", "invoice.parse@1");
  private final SerialNumber serial = new SerialNumber(agent.certificate().getSerialNumber());

  /** States of whole certificates, by the view of every request. */
  private final Map<X509Certificate, RevocationState> certificates = new HashMap<>();

  /** States of the agent's serial number, by issuing CA. */
  private final Map<X509Certificate, RevocationState> serials = new HashMap<>();

  /** The state of any serial number of the partner. */
  private RevocationState ofPartner = GOOD;

  private List<X509Certificate> issuing = List.of(first, second);

  private final TrustAnchors anchors =
      new TrustAnchors() {
        @Override
        public List<Anchor> anchors() {
          return List.of(
              new Anchor(ours.operatorCa(), ours.domain(), AnchorUse.OPERATORS),
              new Anchor(ours.root(), ours.domain(), AnchorUse.AGENTS),
              new Anchor(theirs.root(), theirs.domain(), AnchorUse.FOREIGN));
        }

        @Override
        public List<X509Certificate> intermediates() {
          return issuing;
        }
      };

  private final CredentialStates states =
      new CredentialStates(
          anchors,
          (certificate, anchor) -> certificates.get(certificate),
          (issuer, number) -> serials.get(issuer),
          (domain, number) -> domain.equals(theirs.domain()) ? ofPartner : UNKNOWN_PARTNER);

  @BeforeEach
  void allIsGood() {
    for (X509Certificate issuer : List.of(first, second)) {
      certificates.put(issuer, GOOD);
      serials.put(issuer, GOOD);
    }
    certificates.put(buyer.certificate(), GOOD);
  }

  @Test
  void anAgentIsGoodWhenEveryIssuingCaIsKnown() {
    assertThat(states.ofAgent(serial)).isEqualTo(GOOD);
    serials.put(second, STALE);
    assertThat(states.ofAgent(serial)).isEqualTo(STALE);
    serials.put(second, GOOD);
    certificates.put(second, STALE);
    assertThat(states.ofAgent(serial)).isEqualTo(STALE);
    issuing = List.of();
    assertThat(states.ofAgent(serial)).isInstanceOf(Unknown.class);
  }

  @Test
  void aRevocationCountsHoweverOldTheRestIs() {
    serials.put(first, STALE);
    serials.put(second, REVOKED);
    certificates.put(second, STALE);
    assertThat(states.ofAgent(serial)).isEqualTo(REVOKED);
  }

  /** The CA's own agents are refused when they are called, by their certificates. */
  @Test
  void anIssuingCaThatIsRevokedDoesNotHoldUpTheOthers() {
    certificates.put(second, REVOKED);
    serials.put(second, STALE);
    assertThat(states.ofAgent(serial)).isEqualTo(GOOD);
    certificates.put(first, REVOKED);
    assertThat(states.ofAgent(serial)).isInstanceOf(Unknown.class);
  }

  @Test
  void aCallerIsJudgedByTheAnchorsOfItsOwnDomain() {
    assertThat(states.ofCaller(buyer.id(), buyer.certificate())).isEqualTo(GOOD);
    certificates.put(buyer.certificate(), STALE);
    assertThat(states.ofCaller(buyer.id(), buyer.certificate())).isEqualTo(STALE);
    certificates.put(buyer.certificate(), REVOKED);
    assertThat(states.ofCaller(buyer.id(), buyer.certificate())).isEqualTo(REVOKED);
    TestLeaf stranger = TestCa.create("stranger.example").agent("x", "x.y@1");
    assertThat(states.ofCaller(stranger.id(), stranger.certificate())).isInstanceOf(Unknown.class);
  }

  @Test
  void aCallerOfWhichOnlyTheSerialNumberIsStoredIsJudgedByItsOwnDomain() {
    assertThat(states.ofCaller(buyer.id(), serial)).isEqualTo(GOOD);
    assertThat(states.ofCaller(agent.id(), serial)).isEqualTo(GOOD);
    ofPartner = REVOKED;
    serials.put(second, STALE);
    assertThat(states.ofCaller(buyer.id(), serial)).isEqualTo(REVOKED);
    assertThat(states.ofCaller(agent.id(), serial)).isEqualTo(STALE);
    TestLeaf stranger = TestCa.create("stranger.example").agent("x", "x.y@1");
    assertThat(states.ofCaller(stranger.id(), serial)).isInstanceOf(Unknown.class);
  }
}
