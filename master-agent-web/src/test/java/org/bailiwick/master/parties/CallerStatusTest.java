package org.bailiwick.master.parties;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.account.TestAccounts;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.CallerKind;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.peer.RevocationState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of caller shows in its own way whether it still stands. */
class CallerStatusTest {

  private static final CapabilitySet SCOPE = CapabilitySet.parseScope("invoice.parse@1");
  private static final String ALICE = "https://as.partner.example#alice";
  private static final RevocationState REVOKED =
      new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);

  @TempDir Path folder;
  private MasterRig rig;
  private RevocationState state = new RevocationState.Good();
  private CallerStatus status;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    rig.partner.limitTo("invoice.parse@1");
    status =
        new CallerStatus(
            rig.partnerRights,
            rig.credentials((certificate, anchor) -> state, (issuer, serial) -> state),
            rig.accounts);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void anAgentStandsByItsPartnersRightsAndItsCredential() {
    CallerIdentity buyer = TestCallers.agent(rig.partner.buyer.certificate());
    assertThat(status.refusal(buyer, ALICE, SCOPE)).isEmpty();
    assertThat(status.refusal(buyer, ALICE, CapabilitySet.parseScope("ledger.post@1")))
        .contains("partner-scope: partner.example");
    state = REVOKED;
    assertThat(status.refusal(buyer, ALICE, SCOPE))
        .contains("credential-revoked: " + rig.partner.buyer.id());
    assertThat(status.isRevoked(buyer)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"service", "device"})
  void aServiceOrDeviceStandsByItsFileAndItsCredential(String kind) {
    TestLeaf leaf = rig.ca.leafWithUri("spiffe://bailiwick.example/" + kind + "/scanner");
    CallerIdentity caller = TestCallers.of(leaf.certificate());
    assertThat(status.refusal(caller, ALICE, SCOPE)).contains("caller-not-described: " + leaf.id());
    rig.ownCallers.allow(leaf, "invoice.parse@1");
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(status.refusal(caller, ALICE, SCOPE)).isEmpty();
    assertThat(status.refusal(caller, ALICE, CapabilitySet.parseScope("ledger.post@1")))
        .contains("caller-scope: " + leaf.id());
    state = new RevocationState.Unknown("stale");
    assertStale(caller);
    state = REVOKED;
    assertThat(status.refusal(caller, ALICE, SCOPE)).contains("credential-revoked: " + leaf.id());
    assertThat(status.isRevoked(caller)).isTrue();
    assertThat(status.loss(caller, ALICE)).contains("credential-revoked: " + leaf.id());
  }

  /** Nothing tells of a newer certificate, so what rests on this one ends with it. */
  @ParameterizedTest
  @ValueSource(strings = {"service", "device"})
  void aServiceOrDeviceIsLostWithItsFileAndWithItsCertificate(String kind) {
    TestLeaf leaf = rig.ca.leafWithUri("spiffe://bailiwick.example/" + kind + "/scanner");
    CallerIdentity caller = TestCallers.of(leaf.certificate());
    rig.ownCallers.allow(leaf, "ledger.post@1");
    assertLoss(caller, Optional.empty());
    rig.ownCallers.write(kind + "/scanner.json", "{");
    assertLoss(caller, Optional.empty());
    rig.ownCallers.remove(leaf);
    assertLoss(caller, Optional.of("caller-not-described: " + leaf.id()));
    rig.ownCallers.allow(leaf, "invoice.parse@1");
    Instant end = leaf.certificate().getNotAfter().toInstant();
    rig.clock.move(Duration.between(rig.clock.instant(), end));
    assertThat(status.loss(caller, ALICE)).isEmpty();
    assertThat(status.refusal(caller, ALICE, SCOPE)).isEmpty();
    rig.clock.move(Duration.ofSeconds(1));
    assertThat(status.loss(caller, ALICE)).contains("caller-expired: " + leaf.id());
    assertThat(status.refusal(caller, ALICE, SCOPE)).contains("caller-expired: " + leaf.id());
  }

  @Test
  void whatIsNotKnownIsNeverGood() {
    state = new RevocationState.Unknown("stale");
    assertStale(TestCallers.agent(rig.partner.buyer.certificate()));
    state = new RevocationState.Good();
    assertStale(TestCallers.agent(rig.partner.buyer.id().toString())); // without certificate
  }

  private void assertStale(CallerIdentity caller) {
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> status.refusal(caller, ALICE, SCOPE))
                .check())
        .isEqualTo("caller-status-stale");
    assertThat(status.isRevoked(caller)).isFalse();
  }

  @Test
  void aClientWithoutCertificateStandsByWhatItsPartnerMayDoNow() {
    CallerIdentity client = new CallerIdentity.Client(rig.partner.buyer.id());
    assertThat(status.refusal(client, ALICE, SCOPE))
        .contains("partner-requires-certificate: partner.example");
    rig.partner.permitKeys();
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(status.refusal(client, ALICE, SCOPE)).isEmpty();
    assertThat(status.refusal(client, ALICE, CapabilitySet.parseScope("ledger.post@1")))
        .contains("partner-scope: partner.example");
    assertThat(status.isRevoked(client)).isFalse();
    rig.partner.remove();
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(status.refusal(client, ALICE, SCOPE)).contains("partner-removed: partner.example");
    rig.partner.write("{");
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> status.refusal(client, ALICE, SCOPE))
                .check())
        .isEqualTo("partner-description-faulty");
  }

  /** A job ends at once when nothing is left, and not while the description cannot be read. */
  @Test
  void aCallerIsLostWhenItsPartnerAllowsNothingOfIt() {
    CallerIdentity buyer = TestCallers.agent(rig.partner.buyer.certificate());
    CallerIdentity client = new CallerIdentity.Client(rig.partner.buyer.id());
    assertThat(status.loss(buyer, ALICE)).isEmpty();
    rig.partner.limitTo("ledger.post@1");
    assertLoss(buyer, Optional.empty());
    rig.partner.describe(",\"agent_paths\":[\"/robot/\"]", "");
    assertLoss(buyer, Optional.of("partner-agent-path: spiffe://partner.example/agent/buyer"));
    rig.partner.describe(",\"agents\":{}", "");
    assertLoss(client, Optional.of("partner-agent: spiffe://partner.example/agent/buyer"));
    rig.partner.describe("", ",\"subjects\":{}");
    assertLoss(buyer, Optional.of("partner-subject: partner.example"));
    rig.partner.describe("", "");
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(status.loss(buyer, "https://as2.partner.example#alice"))
        .contains("partner-issuer: partner.example");
    assertThat(status.refusal(buyer, "alice", SCOPE)).contains("partner-issuer: partner.example");
    rig.partner.write("{");
    assertLoss(buyer, Optional.empty());
    rig.partner.remove();
    assertLoss(buyer, Optional.of("partner-removed: partner.example"));
    rig.partner.limitTo("invoice.parse@1");
    state = REVOKED;
    assertLoss(buyer, Optional.of("credential-revoked: " + rig.partner.buyer.id()));
  }

  private void assertLoss(CallerIdentity caller, Optional<String> reason) {
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(status.loss(caller, ALICE)).isEqualTo(reason);
  }

  @Test
  void aPersonWhoHasNotSignedInDoesNotStand() {
    CallerIdentity alice = new CallerIdentity.Person("https://idp.example", "alice");
    assertThat(status.refusal(alice, ALICE, SCOPE))
        .contains("person-session-ended: https://idp.example#alice");
    assertThat(status.isRevoked(alice)).isFalse();
  }

  /** Its row is asked each time, so what an officer ends has ended for running jobs too. */
  @Test
  void anAccountStandsByItsRow() {
    CallerIdentity.Account account = TestAccounts.withKey(rig, "reporting").caller();
    assertThat(status.refusal(account, ALICE, SCOPE)).isEmpty();
    assertThat(status.refusal(account, ALICE, CapabilitySet.parseScope("ledger.post@1")))
        .contains("account-scope: account:reporting");
    assertThat(status.refusal(other(account, CallerKind.PERSON), ALICE, SCOPE))
        .contains("account-unknown: account:reporting");
    rig.accounts.withdraw("reporting", "officer");
    assertThat(status.refusal(account, ALICE, SCOPE))
        .contains("account-withdrawn: account:reporting");
    assertThat(status.isRevoked(account)).isFalse();
  }

  @Test
  void anAccountEndsWhenItsTimeIsOver() {
    CallerIdentity.Account account = TestAccounts.withKey(rig, "reporting").caller();
    rig.clock.move(TestAccounts.LIFETIME.minusSeconds(1));
    assertThat(status.refusal(account, ALICE, SCOPE)).isEmpty();
    rig.clock.move(Duration.ofSeconds(1));
    assertThat(status.refusal(account, ALICE, SCOPE))
        .contains("account-expired: account:reporting");
  }

  private static CallerIdentity other(CallerIdentity.Account account, CallerKind kind) {
    return new CallerIdentity.Account(kind, account.account(), Optional.empty());
  }
}
