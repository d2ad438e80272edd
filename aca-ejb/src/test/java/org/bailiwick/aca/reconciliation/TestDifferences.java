package org.bailiwick.aca.reconciliation;

import javax.sql.DataSource;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.crl.CrlPublisher;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.writer.GroupWriter;

/** The door for auditors and officers, without a container. */
public final class TestDifferences {
  private TestDifferences() {}

  /** The parts by which rows are restored. */
  public record Restoring(
      GroupWriter writer,
      IssuanceLedger ledger,
      Authorities authorities,
      RevokedCredentials revoked,
      CrlPublisher crls) {}

  public static ComparedLedger compared(
      DataSource database, AcaSettings settings, AuditHeads heads, Restoring parts) {
    return new ComparedLedger(
        database,
        settings,
        heads,
        parts.writer(),
        new RestoredRows(
            settings,
            parts.writer(),
            parts.ledger(),
            parts.authorities(),
            parts.revoked(),
            parts.crls()));
  }

  public static LedgerDifferences on(Gate gate, GroupWriter writer, ComparedLedger ledger) {
    return new LedgerDifferences(gate, writer, ledger);
  }
}
