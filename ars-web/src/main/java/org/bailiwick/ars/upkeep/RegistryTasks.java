package org.bailiwick.ars.upkeep;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
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

  /**
   * Listings that end in one unit of work. Others wait for it, since a node writes one unit after
   * another: with so many it takes some 20 ms on PostgreSQL.
   */
  private static final int UNIT = 20;

  private final AtomicLong expired = new AtomicLong();
  private AgentRecords records;
  private RegistryChanges changes;

  /** CDI proxies need this constructor. */
  RegistryTasks() {}

  @Inject
  RegistryTasks(AgentRecords records, RegistryChanges changes) {
    this.records = records;
    this.changes = changes;
  }

  /**
   * Marks some records as expired whose credential expired before {@code now}.
   *
   * @return whether there may be more
   */
  boolean endExpired(Instant now) {
    List<AgentRecords.Named> found = records.expired(now, BATCH);
    for (int from = 0; from < found.size(); from += UNIT) {
      List<AgentRecords.Named> unit = found.subList(from, Math.min(found.size(), from + UNIT));
      changes.commit(
          em ->
              AgentChanges.endExpired(
                  em, unit.stream().map(AgentRecords.Named::identifier).toList(), now),
          unit.stream()
              .map(each -> entry("agent.expired", each.identifier()).with("agent", each.name()))
              .toArray(AuditEntry[]::new));
      expired.addAndGet(unit.size());
    }
    return found.size() == BATCH;
  }

  /** The listings that this process has ended because their credential had expired. */
  long expired() {
    return expired.get();
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
