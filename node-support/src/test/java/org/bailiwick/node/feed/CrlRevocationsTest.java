package org.bailiwick.node.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.testing.TestAuthority;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrlRevocationsTest {
  private static final String CRL = "/crl/issuing-1.crl";
  private static final Duration MAX_AGE = Duration.ofMinutes(5);

  @TempDir private Path folder;
  private final TestClock clock = TestClock.atPresent();
  private final TestCa ours = TestCa.create("bailiwick.example", clock);
  private final TestAuthority authority = new TestAuthority(ours);
  private final X509Certificate agent = ours.agent("reader", "invoice.parse@1").certificate();
  private final X509Certificate other = ours.agent("writer", "invoice.parse@1").certificate();
  private Map<String, X509Certificate> issuers = Map.of("issuing-1", ours.issuing());
  private CrlRevocations revocations;

  @BeforeEach
  void prepare() {
    revocations = fresh();
  }

  private CrlRevocations fresh() {
    return new CrlRevocations(
        () -> issuers,
        new CrlSettings(authority.plainUrl(), Duration.ofSeconds(60), MAX_AGE, Optional.of(folder)),
        clock);
  }

  @AfterEach
  void stop() {
    authority.close();
  }

  private void publish(X509CRL crl) {
    try {
      authority.publish(CRL, crl.getEncoded());
    } catch (CRLException e) {
      throw new IllegalStateException(e);
    }
  }

  private RevocationState state(CrlRevocations view) {
    return view.stateOf(agent, new Anchor(ours.root(), ours.domain(), AnchorUse.AGENTS));
  }

  private void revoke(X509Certificate certificate) {
    revocations.revoked(
        new RevocationEvent(
            "jti",
            certificate.getIssuerX500Principal(),
            certificate.getSerialNumber(),
            RevocationReason.KEY_COMPROMISE,
            clock.instant()));
  }

  @Test
  void knowsNothingBeforeTheFirstCrlWhateverTheFeedSays() {
    assertThat(state(revocations)).isInstanceOf(RevocationState.Unknown.class);
    revocations.upToDate(clock.instant());
    assertThat(state(revocations)).isInstanceOf(RevocationState.Unknown.class);
  }

  @Test
  void theCrlTellsGoodFromRevoked() {
    publish(ours.crl(1, other));
    revocations.refresh();
    assertThat(state(revocations)).isInstanceOf(RevocationState.Good.class);
    publish(ours.crl(2, other, agent));
    revocations.refresh();
    assertThat(state(revocations)).isInstanceOf(RevocationState.Revoked.class);
    assertThat(((RevocationState.Revoked) state(revocations)).reason())
        .isEqualTo(RevocationReason.KEY_COMPROMISE);
  }

  @Test
  void aSerialNumberAndItsIssuerAreEnough() {
    publish(ours.crl(1, other));
    revocations.refresh();
    assertThat(bySerial(agent)).isInstanceOf(RevocationState.Good.class);
    assertThat(bySerial(other)).isInstanceOf(RevocationState.Revoked.class);
    clock.move(MAX_AGE);
    assertThat(bySerial(agent)).isInstanceOf(RevocationState.Unknown.class);
    revoke(agent);
    assertThat(bySerial(agent)).isInstanceOf(RevocationState.Revoked.class);
  }

  private RevocationState bySerial(X509Certificate certificate) {
    return revocations.stateOf(ours.issuing(), new SerialNumber(certificate.getSerialNumber()));
  }

  @Test
  void anEventCountsAtOnceAndBesideACrlThatLacksIt() {
    publish(ours.crl(1));
    revocations.refresh();
    revoke(agent);
    assertThat(state(revocations)).isInstanceOf(RevocationState.Revoked.class);
    revocations.refresh(); // the CRL does not hold it yet
    assertThat(state(revocations)).isInstanceOf(RevocationState.Revoked.class);
  }

  /** A CRL lists every revoked certificate until it has expired. */
  @Test
  void anEventIsForgottenWhenACrlWasMadeLongAfterIt() {
    clock.move(Duration.ofMinutes(-61));
    revoke(agent);
    clock.move(Duration.ofMinutes(2));
    revoke(other);
    clock.move(Duration.ofMinutes(59));
    revocations.refresh();
    assertThat(revocations.events()).isEqualTo(2); // there is no CRL yet
    publish(ours.crl(1, agent));
    revocations.refresh();
    assertThat(revocations.events()).isEqualTo(1);
    assertThat(bySerial(agent)).isInstanceOf(RevocationState.Revoked.class);
    assertThat(bySerial(other)).isInstanceOf(RevocationState.Revoked.class);
  }

  @Test
  void cutOffFromTheAuthorityEveryStatusIsUnknownAfterTheBound() { // threats 29 and 50
    publish(ours.crl(1));
    revocations.refresh();
    authority.close();
    clock.move(MAX_AGE.minusSeconds(1));
    revocations.refresh();
    assertThat(state(revocations)).isInstanceOf(RevocationState.Good.class);
    clock.move(Duration.ofSeconds(2));
    revocations.refresh();
    assertThat(state(revocations)).isInstanceOf(RevocationState.Unknown.class);
  }

  /** Else nothing would be stale for as long as the clock was ahead. */
  @Test
  void newsThatAClockHeardThatWasAheadIsNone() {
    publish(ours.crl(1));
    revocations.refresh();
    clock.move(Duration.ofHours(2));
    revocations.upToDate(clock.instant());
    clock.move(Duration.ofHours(-1));
    assertThat(state(revocations)).isInstanceOf(RevocationState.Unknown.class);
    revocations.upToDate(clock.instant());
    assertThat(state(revocations)).isInstanceOf(RevocationState.Good.class);
  }

  @Test
  void eitherTheFeedOrTheCrlIsEnough() {
    publish(ours.crl(1));
    revocations.refresh();
    clock.move(Duration.ofMinutes(6));
    assertThat(state(revocations)).isInstanceOf(RevocationState.Unknown.class);
    revocations.upToDate(clock.instant());
    assertThat(state(revocations)).isInstanceOf(RevocationState.Good.class);
    clock.move(Duration.ofMinutes(6));
    revocations.refresh();
    assertThat(state(revocations)).isInstanceOf(RevocationState.Good.class);
  }

  /** The events before the start were acknowledged, and no node gets them again. */
  @Test
  void theFeedSaysNothingAboutAKeptCopyUntilTheCrlWasFetched() {
    publish(ours.crl(1));
    revocations.refresh();
    authority.publish(CRL, new byte[0]);
    CrlRevocations restarted = fresh();
    restarted.refresh();
    restarted.upToDate(clock.instant());
    assertThat(state(restarted)).isInstanceOf(RevocationState.Unknown.class);
    publish(ours.crl(1));
    restarted.refresh();
    assertThat(state(restarted)).isInstanceOf(RevocationState.Good.class);
  }

  @Test
  void aCrlPastItsNextUpdateIsNoNewsHoweverOftenItIsServed() {
    publish(ours.crl(1));
    revocations.refresh();
    clock.move(Duration.ofDays(2));
    revocations.refresh();
    assertThat(state(revocations)).isInstanceOf(RevocationState.Unknown.class);
  }

  @Test
  void revokedStaysRevokedHoweverOldTheNews() {
    publish(ours.crl(1, agent));
    revocations.refresh();
    clock.move(Duration.ofDays(3));
    assertThat(state(revocations)).isInstanceOf(RevocationState.Revoked.class);
  }

  @Test
  void neverGoesBackToAnOlderCrl() {
    publish(ours.crl(7, agent));
    revocations.refresh();
    publish(ours.crl(6));
    revocations.refresh();
    assertThat(state(revocations)).isInstanceOf(RevocationState.Revoked.class);
  }

  @Test
  void aRestartDoesNotGoBackEither() {
    publish(ours.crl(7, agent));
    revocations.refresh();
    publish(ours.crl(6));
    CrlRevocations restarted = fresh();
    restarted.refresh();
    assertThat(state(restarted)).isInstanceOf(RevocationState.Revoked.class);
  }

  @Test
  void aKeptCopyIsNoNews() {
    publish(ours.crl(7));
    revocations.refresh();
    authority.withdraw(CRL);
    CrlRevocations restarted = fresh();
    restarted.refresh();
    assertThat(state(restarted)).isInstanceOf(RevocationState.Unknown.class);
  }

  @Test
  void takesNoCrlOfAnotherKeyOrIssuer() {
    TestCa impostor = TestCa.create("bailiwick.example", clock);
    publish(impostor.crl(9));
    revocations.refresh();
    assertThat(state(revocations)).isInstanceOf(RevocationState.Unknown.class);
    publish(TestCa.create("partner.example", clock).crl(9));
    revocations.refresh();
    assertThat(state(revocations)).isInstanceOf(RevocationState.Unknown.class);
    authority.publish(CRL, new byte[] {0x30, 0x03, 0x02, 0x01, 0x01});
    revocations.refresh();
    assertThat(state(revocations)).isInstanceOf(RevocationState.Unknown.class);
  }

  /** The feed still gives news, but nobody fetches the issuer's CRL any more. */
  @Test
  void anIssuerThatHasLeftTheBundleIsUnknown() {
    publish(ours.crl(1));
    revocations.refresh();
    issuers = Map.of();
    revocations.refresh();
    revocations.upToDate(clock.instant());
    assertThat(state(revocations)).isInstanceOf(RevocationState.Unknown.class);
    issuers = Map.of("issuing-1", ours.issuing());
    revocations.refresh();
    assertThat(state(revocations)).isInstanceOf(RevocationState.Good.class);
  }

  @Test
  void anIssuerWithoutACrlIsUnknown() {
    publish(ours.crl(1));
    revocations.refresh();
    X509Certificate officer = ours.operator("officer", "o1").certificate();
    Anchor anchor = new Anchor(ours.operatorCa(), ours.domain(), AnchorUse.OPERATORS);
    assertThat(revocations.stateOf(officer, anchor)).isInstanceOf(RevocationState.Unknown.class);
  }

  @Test
  void aCrlThatCouldNotBeHadIsTriedAgainSoon() throws InterruptedException {
    revocations.start(); // the authority is not there yet; the next regular turn is a minute away
    Thread.sleep(1000);
    publish(ours.crl(1));
    Duration moved = Duration.ZERO;
    while (state(revocations) instanceof RevocationState.Unknown
        && moved.compareTo(Duration.ofSeconds(20)) < 0) {
      clock.move(Duration.ofSeconds(1));
      moved = moved.plusSeconds(1);
      Thread.sleep(200);
    }
    revocations.close();
    assertThat(state(revocations)).isInstanceOf(RevocationState.Good.class);
  }
}
