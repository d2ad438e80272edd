package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.aca.lineage.Freeze;
import org.bailiwick.aca.lineage.FrozenIdentities;
import org.bailiwick.aca.lineage.TestIdentities;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Renewals name the credential that they replace; two holders of one identity give themselves away.
 */
class CloneDetectionTest {

  @TempDir private Path folder;
  private IssuerFixture fixture;
  private FrozenIdentities identities;

  @BeforeEach
  void open() {
    fixture = new IssuerFixture(folder);
    identities = TestIdentities.of(fixture.gate, fixture.database, fixture.clock);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aRenewalOfTheNewestIsGrantedTimeAfterTime() {
    IssuedCredential newest = fixture.issue(fixture.device().send());
    for (int renewal = 0; renewal < 3; renewal++) {
      newest = fixture.issue(replacing(newest));
    }
    assertThat(fixture.database.count("completion")).isEqualTo(4);
    assertThat(fixture.database.count("identity_freeze")).isZero();
  }

  /** Four minutes were enough to make an honest agent a clone. */
  @Test
  void aRenewalAfterAClockThatWasAheadIsSetRightIsNoClones() {
    IssuedCredential ahead = fixture.issue(fixture.device().send());
    fixture.database.run("update issuance set reserved_at = reserved_at + interval '4' minute");
    IssuedCredential newest = fixture.issue(replacing(ahead));
    fixture.issue(replacing(newest));
    assertThat(fixture.database.count("identity_freeze")).isZero();
    assertThat(refusal(replacing(ahead)).check()).isEqualTo("renewal-serial-stale");
  }

  /** Threat 14: a serial that is not current means that somebody else renewed meanwhile. */
  @Test
  void threat14ARenewalOfAnOlderOneFreezesTheNameAndEndsItsCredentials() {
    IssuedCredential first = fixture.issue(fixture.device().send());
    IssuedCredential second = fixture.issue(replacing(first));
    ProblemException alarm = refusal(replacing(first));
    assertThat(alarm.type()).isEqualTo(ProblemType.IDENTITY_FROZEN);
    assertThat(alarm.check()).isEqualTo("renewal-serial-stale");

    Freeze freeze = identities.list(operator("auditor")).getFirst();
    assertThat(freeze.named()).isEqualTo(first.ref().serial());
    assertThat(freeze.newest()).isEqualTo(second.ref().serial());
    assertThat(freeze.device().serialNumber()).isEqualTo("SN-1");
    for (IssuedCredential held : List.of(first, second)) {
      assertThat(fixture.ledger.find(held.ref()).orElseThrow().revocation()).isPresent();
    }
    assertThat(fixture.database.count("completion")).isEqualTo(2);
  }

  @Test
  void underAFrozenNameNobodyGetsAnythingUntilAnOfficerReleasesIt() {
    freeze();
    IssuedCredential other = fixture.issue(named("auditor"));
    assertThat(other.holder()).endsWith("/agent/auditor");
    assertThat(refusal(fixture.device().send()).check()).isEqualTo("identity-frozen");

    Freeze freeze = identities.list(operator("officer")).getFirst();
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> identities.release(operator("auditor"), freeze.id(), "guess"))
                .type())
        .isEqualTo(ProblemType.POLICY_DENIED);
    identities.release(operator("officer"), freeze.id(), "restored from a backup");
    fixture.issue(fixture.device().send());
    assertThat(identities.list(operator("officer"))).isEmpty();
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> identities.release(operator("officer"), freeze.id(), "again"))
                .check())
        .isEqualTo("freeze-unknown");
  }

  @Test
  void theFreezeStandsAlsoWithoutAPolicyForTheTrigger() throws Exception {
    Files.delete(folder.resolve("revocation/clone-detected.json"));
    freeze();
    assertThat(fixture.database.count("revocation")).isZero();
    assertThat(refusal(fixture.device().send()).check()).isEqualTo("identity-frozen");
  }

  @Test
  void aRenewalOfNothingAndOfAnotherDevicesCredentialIsRefusedWithoutAnAlarm() {
    IssuedCredential first = fixture.issue(fixture.device().send());
    TestDevice other = fixture.device();
    other.chain = List.of(fixture.maker.device("SN-2", other.deviceKey.getPublic()));
    other.request.put("replaces", first.ref().serial().hex());
    assertThat(refusal(other.send()).check()).isEqualTo("renewal-of-nothing");
    assertThat(fixture.database.count("identity_freeze")).isZero();
  }

  @Test
  void aLostAnswerIsAskedForAgainUnderItsKeyAndIsNoClone() {
    IssuedCredential first = fixture.issue(fixture.device().send());
    Submission renewal = replacing(first);
    IssuedCredential lost = fixture.issue(renewal, Optional.of("key-1"));
    IssuedCredential again = fixture.issue(renewal, Optional.of("key-1"));
    assertThat(again.ref()).isEqualTo(lost.ref());
    fixture.issue(replacing(again));
    assertThat(fixture.database.count("identity_freeze")).isZero();
  }

  /** An attacker who sends a renewal once more must not end the agent's credentials. */
  @Test
  void aRenewalThatIsSentTwiceIsRefusedAndIsNoClone() {
    Submission renewal = replacing(fixture.issue(fixture.device().send()));
    fixture.issue(renewal);
    assertThat(refusal(renewal).check()).isEqualTo("nonce-spent");
    assertThat(fixture.database.count("identity_freeze")).isZero();
  }

  @Test
  void tellsEachWhenToRenewInsideTheProfilesWindowAndNotAllAtOnce() {
    Instant began = fixture.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    IssuedCredential one = fixture.issue(fixture.device().send());
    IssuedCredential other = fixture.issue(named("auditor"));
    for (IssuedCredential issued : List.of(one, other)) {
      Instant from = issued.issuedAt().truncatedTo(ChronoUnit.SECONDS);
      assertThat(from).isBetween(began, fixture.clock.instant());
      Instant to = issued.certificate().getNotAfter().toInstant();
      Duration life = Duration.between(from, to);
      assertThat(fixture.issuer.renewAt(issued))
          .isBetween(
              from.plus(life.multipliedBy(50).dividedBy(100)).minusSeconds(1),
              from.plus(life.multipliedBy(75).dividedBy(100)));
      assertThat(fixture.issuer.renewAt(issued)).isEqualTo(fixture.issuer.renewAt(issued));
    }
    assertThat(fixture.issuer.renewAt(one)).isNotEqualTo(fixture.issuer.renewAt(other));
  }

  private void freeze() {
    IssuedCredential first = fixture.issue(fixture.device().send());
    fixture.issue(replacing(first));
    assertThat(refusal(replacing(first)).check()).isEqualTo("renewal-serial-stale");
    assertThat(fixture.database.count("identity_freeze")).isOne();
  }

  private Submission replacing(IssuedCredential credential) {
    TestDevice device = fixture.device();
    device.request.put("replaces", credential.ref().serial().hex());
    return device.send();
  }

  private Submission named(String name) {
    TestDevice device = fixture.device();
    device.request.put("name", name);
    return device.send();
  }

  private ProblemException refusal(Submission submission) {
    return catchThrowableOfType(ProblemException.class, () -> fixture.issue(submission));
  }

  private VerifiedPeer operator(String role) {
    return TestPeers.of(
        VerifiedPeer.Kind.OPERATOR, fixture.ca.operator(role, role + "-1").certificate());
  }
}
