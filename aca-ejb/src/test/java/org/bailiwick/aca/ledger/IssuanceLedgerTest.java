package org.bailiwick.aca.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.lookup.FoundRow;
import org.bailiwick.node.lookup.LookupAnswers;
import org.bailiwick.node.lookup.RowLookup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IssuanceLedgerTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final Clock clock = Clock.systemUTC();
  private final TestLedger database = TestLedger.open(clock);
  private final IssuanceLedger ledger =
      new IssuanceLedger(database.writer(), database.reader(), clock);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void refusesASerialThatIsInUseUnderItsIssuerOnly() {
    ledger.reserve(entry("issuing-1", 7), em -> {});
    assertThatThrownBy(() -> ledger.reserve(entry("issuing-1", 7), em -> {}))
        .isInstanceOf(IssuanceLedger.SerialTakenException.class);
    ledger.reserve(entry("issuing-2", 7), em -> {});
    assertThat(database.count("issuance")).isEqualTo(2);
  }

  @Test
  void reservesNothingWhenWhatComesTogetherFails() {
    assertThatThrownBy(
            () ->
                ledger.reserve(
                    entry("issuing-1", 7),
                    em -> {
                      throw new IllegalArgumentException("no");
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(database.count("issuance")).isZero();
  }

  @Test
  void keepsTheFirstOfTwoCompletions() {
    IssuanceEntry entry = entry("issuing-1", 7);
    ledger.reserve(entry, em -> {});
    assertThat(ledger.complete(entry.ref(), new byte[] {1}, em -> {})).containsExactly(1);
    assertThat(ledger.complete(entry.ref(), new byte[] {2}, em -> {})).containsExactly(1);
    assertThat(ledger.find(entry.ref()).orElseThrow().certificate().orElseThrow())
        .containsExactly(1);
  }

  @Test
  void completesNothingThatWasNotReserved() {
    CredentialRef unknown = entry("issuing-1", 7).ref();
    assertThatThrownBy(() -> ledger.complete(unknown, new byte[] {1}, em -> {}))
        .isInstanceOf(RuntimeException.class);
    assertThat(database.count("completion")).isZero();
  }

  @Test
  void revokesAReservationThatWasNeverCompletedAndOnlyOnce() {
    IssuanceEntry entry = entry("issuing-1", 7);
    ledger.reserve(entry, em -> {});
    Revocation end =
        new Revocation(entry.ref(), RevocationReason.KEY_COMPROMISE, NOW, "officer", "test");
    ledger.revoke(List.of(end), em -> {});
    assertThat(ledger.find(entry.ref()).orElseThrow().revocation()).contains(end);
    assertThatThrownBy(() -> ledger.revoke(List.of(end), em -> {}))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.check()).isEqualTo("already-revoked"));
  }

  @Test
  void namesWhatWasReservedAndNotCompleted() {
    IssuanceEntry unfinished = entry("issuing-1", 7);
    IssuanceEntry finished = entry("issuing-1", 8);
    ledger.reserve(unfinished, em -> {});
    ledger.reserve(finished, em -> {});
    ledger.complete(finished.ref(), new byte[] {1}, em -> {});
    assertThat(ledger.unfinished(Instant.EPOCH, clock.instant(), NOW))
        .extracting(IssuanceEntry::ref)
        .containsExactly(unfinished.ref());
  }

  @Test
  void theLatestIsWhatWasReservedLastWhateverTheClockSaid() {
    IssuanceEntry ahead = entry("issuing-1", 7);
    IssuanceEntry right = entry("issuing-1", 8);
    IssuanceEntry ofAnother = entry("issuing-2", 9);
    for (IssuanceEntry entry : List.of(ahead, right, ofAnother)) {
      ledger.reserve(entry, em -> {});
      ledger.complete(entry.ref(), new byte[] {1}, em -> {});
      database.run("update issuance set reserved_at = reserved_at + interval '30' day");
    }
    RowLookup latest = IssuanceLedger.latestOfLookup("issuing-1", right.key().holder());
    try (LookupAnswers found = LookupAnswers.committed(database.source(), latest)) {
      assertThat(found.row(latest).map(FoundRow::first)).contains(right.ref().serial().hex());
    }
    assertThat(ledger.latestOf(List.of("issuing-1", "issuing-2"), right.key().holder()))
        .hasValueSatisfying(
            newest -> assertThat(newest.issuance().ref()).isEqualTo(ofAnother.ref()));
  }

  @Test
  void readsBackWhatItRecorded() {
    IssuanceEntry entry = entry("issuing-1", 7);
    ledger.reserve(entry, em -> {});
    assertThat(ledger.find(entry.ref()).orElseThrow().issuance()).isEqualTo(entry);
  }

  private static IssuanceEntry entry(String issuer, long serial) {
    return new IssuanceEntry(
        new CredentialRef(issuer, new SerialNumber(BigInteger.valueOf(serial))),
        "agent-default",
        new HeldKey("key", "spiffe://bailiwick.example/agent/reader"),
        Grounds.of("test"),
        Optional.empty(),
        0,
        new Validity(NOW, NOW.plusSeconds(3600)),
        Octets.of(new byte[] {0x30, 0}));
  }
}
