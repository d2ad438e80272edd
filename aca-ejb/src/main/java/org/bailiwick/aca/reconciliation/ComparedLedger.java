package org.bailiwick.aca.reconciliation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.comparison.Difference;
import org.bailiwick.aca.comparison.LedgerComparison;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Compares a node's own ledger with its audit log, at every start and once a day. Each difference
 * is recorded, revocations and compromised keys are restored, and nothing is issued until an
 * officer has accepted every difference: one row that was changed by hand is a sign of others.
 */
@Singleton
public final class ComparedLedger {

  private static final StructuredLog LOG = StructuredLog.of(ComparedLedger.class);

  private final DataSource database;
  private final AcaSettings settings;
  private final AuditHeads heads;
  private final GroupWriter writer;
  private final RestoredRows restored;
  private volatile boolean compared;

  @Inject
  ComparedLedger(
      @ForAca DataSource database,
      AcaSettings settings,
      @ForAca AuditHeads heads,
      @ForAca GroupWriter writer,
      RestoredRows restored) {
    this.database = database;
    this.settings = settings;
    this.heads = heads;
    this.writer = writer;
    this.restored = restored;
  }

  /**
   * Compares ledger and log, records differences and restores rows.
   *
   * @throws IllegalStateException when the database can't be read; the previous result stands, and
   *     nothing is issued before the first comparison
   */
  public synchronized LedgerComparison.Result compare() {
    if (!compared) {
      heads.ledgerDiffers(Optional.of("the ledger was not compared with the audit log yet"));
    }
    LedgerComparison.Result result = read();
    heads.ledgerDiffers(summary(result.open()));
    compared = true;
    for (Difference difference : result.open()) {
      if (!result.noted().contains(difference.row())) {
        note(difference);
      }
      restore(difference);
    }
    return result;
  }

  /** Whether no comparison has succeeded since the start. */
  public boolean isPending() {
    return !compared;
  }

  private LedgerComparison.Result read() {
    try {
      return new LedgerComparison(database::getConnection, settings.auditChain(), heads.archived())
          .run();
    } catch (SQLException unreadable) {
      throw new IllegalStateException("the ledger can't be compared with the log", unreadable);
    }
  }

  private void note(Difference difference) {
    LOG.warn("ledger.differs", Map.of("row", difference.row(), "what", difference.what()));
    writer.record(
        AuditEntry.of(Difference.FOUND, Outcome.FAILED, "ledger-comparison", settings.nodeName())
            .about(difference.row())
            .with("what", difference.what()));
  }

  /**
   * A row that can't be restored, or whose CRL is late, must not keep others from being restored.
   */
  private void restore(Difference difference) {
    try {
      restored.restore(difference);
    } catch (ProblemException late) {
      LOG.fault("ledger.restore", Map.of("row", difference.row()), late);
    }
  }

  private static Optional<String> summary(List<Difference> open) {
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "ledger and audit log differ in %d rows, first: %s"
                .formatted(open.size(), open.getFirst()));
  }
}
