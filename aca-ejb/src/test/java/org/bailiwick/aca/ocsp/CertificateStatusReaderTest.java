package org.bailiwick.aca.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.ledger.Validity;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CertificateStatusReaderTest {

  private final TestClock clock = new TestClock(Instant.parse("2026-11-25T12:00:00.123456Z"));
  private final TestLedger database = TestLedger.open(clock);
  private final CertificateStatusReader statuses = new CertificateStatusReader(database.source());
  private IssuanceLedger ledger;

  @BeforeEach
  void issueOne() {
    ledger = new IssuanceLedger(database.writer(), database.reader(), clock);
    issue("issuing-1", 7);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void isGoodOnceItIsCompleted() {
    assertThat(statuses.of(ref("issuing-1", 7))).isEqualTo(new CertificateStatus.Good());
  }

  @Test
  void isUnknownUnderAnotherIssuerOrSerialAndWhileItIsOnlyReserved() {
    ledger.reserve(entry(ref("issuing-1", 8)), em -> {});
    for (CredentialRef other :
        List.of(ref("operator-ca", 7), ref("issuing-1", 70), ref("issuing-1", 8))) {
      assertThat(statuses.of(other))
          .as(other.toString())
          .isEqualTo(new CertificateStatus.Unknown());
    }
  }

  @Test
  void isRevokedFromTheNextReadingOnWithTimeAndReason() {
    statuses.of(ref("issuing-1", 7));
    revoke(7, RevocationReason.KEY_COMPROMISE);
    assertThat(statuses.of(ref("issuing-1", 7)))
        .isEqualTo(new CertificateStatus.Revoked(clock.instant(), RevocationReason.KEY_COMPROMISE));
  }

  @Test
  void isRevokedAlsoWhenItWasNeverCompleted() {
    ledger.reserve(entry(ref("issuing-1", 8)), em -> {});
    revoke(8, RevocationReason.UNSPECIFIED);
    assertThat(statuses.of(ref("issuing-1", 8)))
        .isEqualTo(new CertificateStatus.Revoked(clock.instant(), RevocationReason.UNSPECIFIED));
  }

  @Test
  void givesNoAnswerWithoutTheDatabase() {
    database.run("alter table revocation rename to elsewhere");
    assertThatThrownBy(() -> statuses.of(ref("issuing-1", 7)))
        .isInstanceOf(IllegalStateException.class);
  }

  private void issue(String issuer, long serial) {
    database
        .writer()
        .commit(
            IssuanceLedger.imported(
                entry(ref(issuer, serial)), new byte[] {0x30, 0}, clock.instant()));
  }

  private void revoke(long serial, RevocationReason reason) {
    ledger.revoke(
        List.of(new Revocation(ref("issuing-1", serial), reason, clock.instant(), "officer", "")),
        em -> {});
  }

  private static CredentialRef ref(String issuer, long serial) {
    return new CredentialRef(issuer, new SerialNumber(BigInteger.valueOf(serial)));
  }

  private IssuanceEntry entry(CredentialRef ref) {
    return new IssuanceEntry(
        ref,
        "agent-default",
        new HeldKey("0".repeat(64), "spiffe://bailiwick.example/agent/a"),
        Grounds.of("test"),
        Optional.empty(),
        0,
        new Validity(clock.instant(), clock.instant().plus(Duration.ofDays(1))),
        Octets.of(new byte[] {0x30, 0}));
  }
}
