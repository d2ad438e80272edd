package org.bailiwick.aca.reconciliation;

import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.writer.GroupWriter;

/** The door for auditors and officers, without a container. */
public final class TestDifferences {
  private TestDifferences() {}

  public static LedgerDifferences on(Gate gate, GroupWriter writer, ComparedLedger ledger) {
    return new LedgerDifferences(gate, writer, ledger);
  }
}
