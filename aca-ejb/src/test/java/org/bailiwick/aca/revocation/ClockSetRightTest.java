package org.bailiwick.aca.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.cascade.Subject;
import org.bailiwick.aca.crl.CrlPublisher;
import org.bailiwick.aca.crl.PublishedCrl;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publications and records by a clock that was ahead, once it is right. */
class ClockSetRightTest {
  private static final Duration MONTH = Duration.ofDays(30);

  @TempDir private Path folder;
  private RevokerFixture fixture;
  private Authority issuer;

  @BeforeEach
  void open() {
    fixture = new RevokerFixture(folder);
    issuer =
        new Authority(
            "issuing-1",
            fixture.ca.domain(),
            fixture.ca.issuing(),
            () -> new InMemorySigningKey("issuing-1", fixture.ca.issuingKey()));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private X509CRL inForce() throws Exception {
    byte[] der = fixture.crls.latest("issuing-1", CrlPublisher.COMPLETE).orElseThrow().der();
    return (X509CRL)
        CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
  }

  private void revoke(CredentialRef ref) {
    fixture.ledger.revoke(
        List.of(
            new Revocation(
                ref, RevocationReason.SUPERSEDED, fixture.clock.instant(), "officer", "test")),
        em -> {});
  }

  @Test
  void aListThatHasNotBegunIsReplacedAndItsNumberIsNot() throws Exception {
    fixture.clock.move(MONTH);
    long ahead = fixture.crls.publish(issuer, CrlPublisher.COMPLETE).number();
    fixture.clock.move(MONTH.negated());
    fixture.crls.publishIfDue(issuer, fixture.clock.instant());

    PublishedCrl right = fixture.crls.latest("issuing-1", CrlPublisher.COMPLETE).orElseThrow();
    assertThat(right.number()).isGreaterThan(ahead);
    assertThat(right.thisUpdate()).isBeforeOrEqualTo(fixture.clock.instant());
    fixture.crls.publishIfDue(issuer, fixture.clock.instant());
    assertThat(fixture.crls.latest("issuing-1", CrlPublisher.COMPLETE).orElseThrow().number())
        .isEqualTo(right.number());
  }

  @Test
  void aRevocationThatWasDatedAheadIsListedAndDoesNotDateTheListAhead() throws Exception {
    CredentialRef ref = fixture.issued(7, "reader", TestKeys.ec().getPublic());
    fixture.clock.move(MONTH);
    revoke(ref);
    fixture.clock.move(MONTH.negated());
    fixture.crls.publishIfDue(issuer, fixture.clock.instant());

    Instant now = fixture.clock.instant();
    X509CRL list = inForce();
    assertThat(list.getThisUpdate().toInstant()).isBeforeOrEqualTo(now);
    assertThat(list.getRevokedCertificate(BigInteger.valueOf(7)).getRevocationDate().toInstant())
        .isBeforeOrEqualTo(now);
  }

  /** By the clock all has expired; in truth it is as good as it was. */
  @Test
  void aTriggerReachesWhatAClockThatLeaptTakesForExpired() {
    CredentialRef ref = fixture.issued(7, "reader", TestKeys.ec().getPublic());
    assertThat(fixture.trust.fault()).isEmpty();
    fixture.clock.move(MONTH);
    fixture.leap.set(MONTH);
    fixture.triggers.revoke(
        fixture.operator("officer"),
        new TriggerOrder("decommissioning", Subject.parse("credential:" + ref), "leap"));
    assertThat(fixture.ledger.find(ref).orElseThrow().revocation()).isPresent();
  }

  @Test
  void aCompromisedKeyEndsWhatAClockThatLeaptTakesForExpired() {
    KeyPair key = TestKeys.ec();
    CredentialRef named = fixture.issued(7, "reader", key.getPublic());
    CredentialRef other = fixture.issued(8, "reader", key.getPublic());
    assertThat(fixture.trust.fault()).isEmpty();
    fixture.clock.move(MONTH);
    fixture.leap.set(MONTH);
    fixture.revoker.revoke(
        fixture.operator("officer"),
        new RevocationOrder(
            named.serial(),
            Optional.of(named.issuerId()),
            RevocationReason.KEY_COMPROMISE,
            "stolen"));
    assertThat(fixture.ledger.find(other).orElseThrow().revocation()).isPresent();
  }

  /** Two nodes; this one's clock is ahead while the other one revokes. */
  @Test
  void whatAnotherNodeRevokedMeanwhileIsKnown() {
    CredentialRef before = fixture.issued(7, "reader", TestKeys.ec().getPublic());
    CredentialRef after = fixture.issued(8, "reader", TestKeys.ec().getPublic());
    RevokedCredentials view = new RevokedCredentials(new RevocationList(fixture.database.reader()));
    Instant now = fixture.clock.instant();
    view.refresh(now, 0);
    view.refresh(now.plus(MONTH), Duration.ofSeconds(1).toNanos());
    revoke(before);
    view.refresh(now.plus(MONTH), Duration.ofSeconds(2).toNanos());
    assertThat(view.mayHaveEnded(before)).isTrue();

    RevokedCredentials started =
        new RevokedCredentials(new RevocationList(fixture.database.reader()));
    started.refresh(now.plus(MONTH), 0);
    revoke(after);
    started.refresh(now.plus(MONTH), Duration.ofSeconds(1).toNanos());
    assertThat(started.mayHaveEnded(after)).isFalse();
    started.refresh(now, Duration.ofSeconds(2).toNanos());
    assertThat(started.mayHaveEnded(after)).isTrue();
  }
}
