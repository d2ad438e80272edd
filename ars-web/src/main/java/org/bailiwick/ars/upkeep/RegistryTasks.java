package org.bailiwick.ars.upkeep;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentChanges.Change;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.CredentialKey;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.feed.RevocationEvent;

/**
 * Ends the listing of records whose credential has expired or was revoked. Searches do not need
 * this class, because they check each credential themselves. This class stores and audits the end
 * of a listing, and so raises the revision for readers of the changes.
 */
@ApplicationScoped
class RegistryTasks {
  private static final int BATCH = 500;

  private AgentRecords records;
  private RegistryChanges changes;

  /** CDI proxies need this constructor. */
  RegistryTasks() {}

  @Inject
  RegistryTasks(AgentRecords records, RegistryChanges changes) {
    this.records = records;
    this.changes = changes;
  }

  /** Marks records as expired if their credential expired before {@code now}. */
  void endExpired(Instant now) {
    for (AgentRecord record : records.expired(now, BATCH)) {
      end(record, new Change(AgentState.EXPIRED, now, Cause.of(Reason.EXPIRED)), "agent.expired");
    }
  }

  /** Marks a record as revoked whose credential a CRL lists. */
  void endRevoked(AgentRecord record, Instant now) {
    end(record, new Change(AgentState.REVOKED, now, Cause.of(Reason.REVOKED)), "agent.revoked");
  }

  /**
   * Marks the record that holds the credential of the event as revoked. The unit of work itself
   * looks the record up, so that it finds every registration that was stored before.
   */
  void endRevoked(RevocationEvent event, Instant now) {
    CredentialKey key = CredentialKey.of(event.issuer(), new SerialNumber(event.serial()));
    Cause cause = Cause.of(Reason.REVOKED, event.reason().text());
    changes.commit(
        em -> AgentChanges.endRevoked(em, key, now, cause),
        entry("agent.revocation-told", key.serial().hex())
            .with("reason", event.reason().text())
            .with("event", event.id()));
  }

  private void end(AgentRecord record, Change change, String event) {
    changes.commit(
        em -> AgentChanges.end(em, record, change),
        entry(event, record.identifier()).with("agent", record.agent().toString()));
  }

  private static AuditEntry entry(String event, String resource) {
    return new AuditEntry(event, Outcome.DONE, "", "", resource, Map.of());
  }
}
