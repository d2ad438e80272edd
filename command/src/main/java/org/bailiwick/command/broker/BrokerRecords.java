package org.bailiwick.command.broker;

import java.io.PrintWriter;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.bailiwick.broker.records.RecordKey;
import org.bailiwick.broker.records.SignedRecords;
import org.bailiwick.broker.store.AuditRows;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.command.archive.ArchiveManifests;
import org.bailiwick.command.audit.AuditReplay;
import org.bailiwick.command.audit.SignedHeads;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.audit.HeadStatement.Gap;
import org.bailiwick.node.jose.PublicJwk;

/** The audit log of a broker with its signed heads, for the operator. */
record BrokerRecords(BrokerStore store, SignedRecords records, RecordKey key) {
  private static final int PAGE = 500;
  private static final int MOST_REASON = 1000;

  /** Verifies all of it here, prints the result, and returns whether it is intact. */
  boolean verify(Optional<String> thumbprint, PrintWriter out) {
    Optional<PublicKey> auditKey = key.find();
    Optional<String> fault = records.missingHeads().or(() -> fault(auditKey, thumbprint));
    if (fault.isPresent() || auditKey.isEmpty()) {
      out.println(fault.map(text -> "BROKEN: " + text).orElse("nothing is signed yet"));
      return fault.isEmpty();
    }
    SignedHeads heads = SignedHeads.of(records.heads(), auditKey.get());
    AuditReplay replay = new AuditReplay(heads, ArchiveManifests.of(List.of(), heads.keys()));
    read(replay);
    out.println(replay.verdict());
    replay.notes().forEach(out::println);
    out.println("audit key " + PublicJwk.thumbprint(auditKey.get()));
    return replay.isIntact();
  }

  private Optional<String> fault(Optional<PublicKey> auditKey, Optional<String> thumbprint) {
    if (auditKey.isEmpty()) {
      return records.heads().isEmpty() && thumbprint.isEmpty()
          ? Optional.empty()
          : Optional.of("the token has no key of the audit log");
    }
    String found = PublicJwk.thumbprint(auditKey.get());
    return thumbprint
        .filter(wanted -> !wanted.equals(found))
        .map(wanted -> "the key of the audit log is " + found);
  }

  private void read(AuditReplay replay) {
    AuditRows rows = new AuditRows(store);
    List<AuditRows.Row> page;
    long next = 1;
    do {
      page = rows.read(next, PAGE);
      page.forEach(row -> replay.add(StrictJson.object(row.json())));
      next = page.isEmpty() ? next : page.getLast().head().seq() + 1;
    } while (page.size() == PAGE);
  }

  /**
   * Accepts what is lost or changed, in the name of the account that runs the command.
   *
   * @throws IllegalArgumentException if the reason is empty, too long, or no text
   * @throws IllegalStateException if the broker runs
   */
  Gap acceptGap(String reason) {
    if (!PlainText.isText(reason.strip(), MOST_REASON)) {
      throw new IllegalArgumentException(
          "A reason of 1 to 1000 characters of plain text is needed");
    }
    try {
      store.claim(); // one process writes the file of heads
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted; nothing was accepted", e);
    }
    return records.acceptGap("account " + System.getProperty("user.name"), reason);
  }
}
