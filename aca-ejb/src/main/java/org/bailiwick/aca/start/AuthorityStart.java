package org.bailiwick.aca.start;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Brings the node into order before it serves: imports the ceremony record (by needing the
 * authorities), names reservations that a crash left without a certificate, reads revocations,
 * signs CRLs that are due, and executes scheduled revocations that were missed. An EJB for being
 * started with the application.
 */
@Singleton
@Startup
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuthorityStart {

  @Inject private IssuanceLedger ledger;
  @Inject private RevokedCredentials revoked;
  @Inject @ForAca private GroupWriter writer;
  @Inject @ForAca private Clock clock;
  @EJB private Upkeep upkeep;

  @PostConstruct
  void start() {
    Instant now = clock.instant();
    revoked.refresh(now);
    nameAbandoned(ledger.unfinished(now, now));
    upkeep.renew(now);
    upkeep.runSchedules(now);
  }

  /**
   * Such a reservation may have been signed and is known and revocable; only its own idempotency
   * key can finish it.
   */
  private void nameAbandoned(List<IssuanceEntry> unfinished) {
    if (unfinished.isEmpty()) {
      return;
    }
    writer.record(
        unfinished.stream()
            .map(
                entry ->
                    new AuditEntry(
                        "credential.abandoned",
                        Outcome.FAILED,
                        "not-completed",
                        entry.holder(),
                        entry.ref().toString(),
                        Map.of("profile", entry.profile())))
            .toArray(AuditEntry[]::new));
  }
}
