package org.bailiwick.ars.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.ars.records.CredentialKey;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.TrustAnchors;
import org.junit.jupiter.api.Test;

/** Tests a domain that has an issuing CA in service and another one that the root has revoked. */
class CredentialStatusTest {

  private static final RevocationState REVOKED =
      new RevocationState.Revoked(RevocationReason.CA_COMPROMISE, Instant.EPOCH);

  private final TestCa ca = TestCa.create("bailiwick.example");
  private final X509Certificate ended = TestCa.create("ended.example").issuing();
  private final Map<X509Certificate, RevocationState> known = new HashMap<>();
  private final Map<SerialNumber, RevocationState> credentials = new HashMap<>();
  private final CredentialKey agent = CredentialKey.of(ca.agent("a", "fx.rates@1").certificate());
  private final CredentialStatus status =
      new CredentialStatus(
          new TrustAnchors() {
            @Override
            public List<Anchor> anchors() {
              return List.of(new Anchor(ca.root(), ca.domain(), AnchorUse.AGENTS));
            }

            @Override
            public List<X509Certificate> intermediates() {
              return List.of(ended, ca.issuing());
            }
          },
          (issuer, anchor) -> known.getOrDefault(issuer, new RevocationState.Good()),
          (issuer, serial) -> credentials.getOrDefault(serial, new RevocationState.Good()));

  @Test
  void anIssuerThatWasRevokedDoesNotStopTheOthers() {
    known.put(ended, REVOKED);
    assertThat(status.isFresh()).isTrue();
    assertThat(status.isGood(agent)).isTrue();
  }

  @Test
  void nothingOfARevokedIssuerIsGood() {
    known.put(ca.issuing(), REVOKED);
    assertThat(status.isGood(agent)).isFalse();
  }

  @Test
  void aRevokedCredentialIsNotGood() {
    credentials.put(agent.serial(), REVOKED);
    assertThat(status.isGood(agent)).isFalse();
    assertThat(status.stateOf(agent)).isEqualTo(REVOKED);
  }

  @Test
  void aCredentialWhoseStateIsUnknownStopsTheAnswer() {
    credentials.put(agent.serial(), new RevocationState.Unknown("no CRL"));
    assertThatThrownBy(() -> status.isGood(agent)).isInstanceOf(ProblemException.class);
  }

  @Test
  void aCredentialOfAnIssuerOutsideTheBundleIsNotGood() {
    CredentialKey other =
        CredentialKey.of(TestCa.create("other.example").agent("a", "fx.rates@1").certificate());
    assertThat(status.isGood(other)).isFalse();
    assertThat(status.stateOf(other)).isInstanceOf(RevocationState.Unknown.class);
  }

  @Test
  void nothingIsFreshWhileOneIssuerIsUnknownOrAllAreRevoked() {
    known.put(ended, new RevocationState.Unknown("no CRL"));
    assertThat(status.isFresh()).isFalse();
    known.put(ended, REVOKED);
    known.put(ca.issuing(), REVOKED);
    assertThat(status.isFresh()).isFalse();
    assertThatThrownBy(status::requireFresh).isInstanceOf(ProblemException.class);
  }
}
