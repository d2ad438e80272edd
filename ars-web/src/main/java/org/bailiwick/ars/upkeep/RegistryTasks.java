package org.bailiwick.ars.upkeep;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.CredentialKey;
import org.bailiwick.ars.records.RegistryChanges;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.feed.RevocationEvent;
import org.bailiwick.node.peer.RevocationState;

/**
 * Ends the listing of records whose credential has expired or was revoked. Searches do not need
 * this class, because they check each credential themselves. This class stores and audits the end of a
 * listing, and so raises the revision for readers of the changes.
 */
@ApplicationScoped
class RegistryTasks {
  private static final int BATCH = 500;

  private AgentRecords records;
  private RegistryChanges changes;
  private CredentialStatus status;

  /** CDI proxies need this constructor. */
  RegistryTasks() {}

  @Inject
  RegistryTasks(AgentRecords records, RegistryChanges changes, CredentialStatus status) {
    this.records = records;
    this.changes = changes;
    this.status = status;
  }

  /** Marks records as expired if their credential expired before {@code now}. */
  void endExpired(Instant now) {
    for (AgentRecord record : records.expired(now, BATCH)) {
      end(record, AgentState.EXPIRED, now, "agent.expired");
    }
  }

  /**
   * Marks records as revoked if the CRL revokes their credential, in case the event of the
   * revocation was missed. A record whose revocation state is unknown is left unchanged, and
   * searches do not show it meanwhile.
   */
  void endRevoked(Instant now) {
    String after = "";
    List<AgentRecord> batch;
    do {
      batch = records.inState(AgentState.LISTED, after, BATCH);
      for (AgentRecord record : batch) {
        after = record.identifier();
        if (status.stateOf(record.certificate()) instanceof RevocationState.Revoked) {
          end(record, AgentState.REVOKED, now, "agent.revoked");
        }
      }
    } while (batch.size() == BATCH);
  }

  /**
   * Marks the record that holds the credential of the event as revoked. The unit of work itself
   * looks the record up, so that it finds every registration that was stored before.
   */
  void endRevoked(RevocationEvent event, Instant now) {
    CredentialKey key = CredentialKey.of(event.issuer(), new SerialNumber(event.serial()));
    changes.commit(
        em -> AgentChanges.endRevoked(em, key, now),
        entry("agent.revocation-told", key.serial().hex())
            .with("reason", event.reason().text())
            .with("event", event.id()));
  }

  private void end(AgentRecord record, AgentState state, Instant now, String event) {
    changes.commit(
        em -> AgentChanges.end(em, record, state, now),
        entry(event, record.identifier()).with("agent", record.agent().toString()));
  }

  private static AuditEntry entry(String event, String resource) {
    return new AuditEntry(event, Outcome.DONE, "", "", resource, Map.of());
  }
}
