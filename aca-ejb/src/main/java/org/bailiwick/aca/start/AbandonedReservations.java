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
 * Puts on record which reservations a crash left without a certificate. Such a one may have been
 * signed; it is known and revocable, and only its own idempotency key can finish it.
 */
@Singleton
final class AbandonedReservations {

  /** Above the bounds of the HSM and of the writer: a younger one may be at work on some node. */
  private static final Duration AT_WORK = Duration.ofMinutes(1);

  private final IssuanceLedger ledger;
  private final GroupWriter writer;
  private Instant named = Instant.EPOCH;

  @Inject
  AbandonedReservations(IssuanceLedger ledger, @ForAca GroupWriter writer) {
    this.ledger = ledger;
    this.writer = writer;
  }

  /** Names each once in the life of this process. */
  synchronized void name(Instant now) {
    Instant until = now.minus(AT_WORK);
    // After a clock that was ahead, some are named once more rather than none.
    Instant from = until.isBefore(named) ? Instant.EPOCH : named;
    List<IssuanceEntry> abandoned = ledger.unfinished(from, until, now);
    if (!abandoned.isEmpty()) {
      writer.record(
          abandoned.stream().map(AbandonedReservations::audit).toArray(AuditEntry[]::new));
    }
    named = until;
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
