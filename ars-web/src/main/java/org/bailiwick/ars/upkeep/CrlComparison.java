package org.bailiwick.ars.upkeep;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.CredentialKey;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.feed.ListedSerials;
import org.bailiwick.node.peer.RevocationState;

/**
 * Ends the listing of records whose credential a CRL lists, in case the event of the revocation was
 * missed. It reads only what is new: the records that changed since the last comparison, and the
 * records of serial numbers that a CRL did not list then. The first comparison reads all records. A
 * record whose revocation state is unknown is left unchanged, and searches do not show it
 * meanwhile.
 */
@ApplicationScoped
class CrlComparison {
  private static final int BATCH = 500;

  private AgentRecords records;
  private RegistryTasks tasks;
  private CredentialStatus status;
  private ListedSerials crls;

  /** The revision up to which records were compared. */
  private long compared;

  /** The entries with which all records up to that revision were compared. */
  private Map<X500Principal, Set<BigInteger>> entries = Map.of();

  /** CDI proxies need this constructor. */
  CrlComparison() {}

  @Inject
  CrlComparison(
      AgentRecords records, RegistryTasks tasks, CredentialStatus status, ListedSerials crls) {
    this.records = records;
    this.tasks = tasks;
    this.status = status;
    this.crls = crls;
  }

  /** Compares what is new. After an exception the next call compares the same again. */
  synchronized void run(Instant now) {
    Map<X500Principal, Set<BigInteger>> listed = crls.listed();
    boolean first = compared == 0;
    long last = compareChanged(now);
    if (!first) {
      listed.forEach((issuer, serials) -> compareAdded(issuer, serials, now));
    }
    compared = last;
    entries = listed;
  }

  private long compareChanged(Instant now) {
    long last = compared;
    List<AgentRecords.ListedCredential> changed;
    do {
      changed = records.credentials(last, now, BATCH);
      for (AgentRecords.ListedCredential each : changed) {
        last = each.revision();
        if (each.credential().filter(this::isRevoked).isPresent()) {
          records
              .find(each.identifier())
              .filter(record -> isRevoked(record.credential().key()))
              .ifPresent(record -> tasks.endRevoked(record, now));
        }
      }
    } while (changed.size() == BATCH);
    return last;
  }

  private boolean isRevoked(CredentialKey credential) {
    return status.stateOf(credential) instanceof RevocationState.Revoked;
  }

  private void compareAdded(X500Principal issuer, Set<BigInteger> serials, Instant now) {
    Set<BigInteger> known = entries.getOrDefault(issuer, Set.of());
    List<SerialNumber> added =
        serials.stream().filter(serial -> !known.contains(serial)).map(SerialNumber::new).toList();
    for (int from = 0; from < added.size(); from += BATCH) {
      records.listed(issuer, added.subList(from, Math.min(added.size(), from + BATCH))).stream()
          .filter(record -> isRevoked(record.credential().key()))
          .forEach(record -> tasks.endRevoked(record, now));
    }
  }
}
