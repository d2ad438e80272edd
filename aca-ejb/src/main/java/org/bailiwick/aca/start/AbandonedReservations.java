package org.bailiwick.aca.start;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Records the reservations that a crash left without a completion. Their certificates may have been
 * signed and can be revoked; only a request with the same idempotency key completes them.
 */
@Singleton
final class AbandonedReservations {

  /** Longer than the time limits of HSM and writer: younger ones may still be completed. */
  private static final Duration MIN_AGE = Duration.ofMinutes(1);

  private final IssuanceLedger ledger;
  private final GroupWriter writer;
  private Instant recordedUntil = Instant.EPOCH;

  @Inject
  AbandonedReservations(IssuanceLedger ledger, @ForAca GroupWriter writer) {
    this.ledger = ledger;
    this.writer = writer;
  }

  /** Records each reservation once in each process. */
  synchronized void record(Instant now) {
    Instant until = now.minus(MIN_AGE);
    // If the clock ran ahead, some reservations are recorded twice rather than not at all.
    Instant from = until.isBefore(recordedUntil) ? Instant.EPOCH : recordedUntil;
    List<IssuanceEntry> abandoned = ledger.unfinished(from, until, now);
    if (!abandoned.isEmpty()) {
      writer.record(
          abandoned.stream().map(AbandonedReservations::audit).toArray(AuditEntry[]::new));
    }
    recordedUntil = until;
  }

  private static AuditEntry audit(IssuanceEntry entry) {
    return new AuditEntry(
        "credential.abandoned",
        Outcome.FAILED,
        "not-completed",
        entry.key().holder(),
        entry.ref().toString(),
        Map.of("profile", entry.profile()));
  }
}
