package org.bailiwick.aca.start;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.bailiwick.aca.ledger.Validity;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AbandonedReservationsTest {

  private final TestClock clock = TestClock.atPresent();
  private final TestLedger database = TestLedger.open(clock);
  private final IssuanceLedger ledger =
      new IssuanceLedger(database.writer(), database.reader(), clock);
  private final AbandonedReservations abandoned =
      new AbandonedReservations(ledger, database.writer());

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void namesEachOnceAndNoneThatAnotherNodeMayBeAtWorkOn() {
    reserve(7);
    abandoned.name(clock.instant());
    assertThat(named()).isEmpty();
    clock.move(Duration.ofSeconds(61));
    reserve(8);
    abandoned.name(clock.instant());
    assertThat(named()).containsExactly("issuing-1/07");
    abandoned.name(clock.instant());
    clock.move(Duration.ofSeconds(61));
    abandoned.name(clock.instant());
    assertThat(named()).containsExactly("issuing-1/07", "issuing-1/08");
  }

  private void reserve(int serial) {
    Instant now = clock.instant();
    ledger.reserve(
        new IssuanceEntry(
            new CredentialRef("issuing-1", new SerialNumber(BigInteger.valueOf(serial))),
            "agent-default",
            new HeldKey("00", "spiffe://bailiwick.example/agent/a"),
            Grounds.of("test"),
            Optional.empty(),
            0,
            new Validity(now, now.plus(Duration.ofHours(1))),
            Octets.of(new byte[] {1})),
        em -> {});
  }

  private List<String> named() {
    return database.reader().read(em -> AuditChain.read(em, "authority/aca", 1, 100)).stream()
        .filter(row -> row.event().equals("credential.abandoned"))
        .map(AuditRow::resource)
        .toList();
  }
}
