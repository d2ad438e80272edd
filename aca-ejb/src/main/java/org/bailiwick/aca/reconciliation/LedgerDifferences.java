package org.bailiwick.aca.reconciliation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Map;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.comparison.Difference;
import org.bailiwick.aca.comparison.LedgerComparison;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/**
 * Compares ledger and audit log for auditors, and lets officers accept differences. The class is an
 * EJB because another module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class LedgerDifferences {

  /** The audit log as policies know it. */
  private static final Entity LOG = new Entity("Service", "audit", Map.of("name", "audit"));

  private Gate gate;
  private GroupWriter writer;
  private ComparedLedger ledger;

  /** Lets the container create a proxy. */
  public LedgerDifferences() {}

  @Inject
  LedgerDifferences(@ForAca Gate gate, @ForAca GroupWriter writer, ComparedLedger ledger) {
    this.gate = gate;
    this.writer = writer;
    this.ledger = ledger;
  }

  /** Compares now. */
  public LedgerComparison.Result compare(VerifiedPeer auditor) {
    writer.record(require(auditor, Action.READ_AUDIT));
    return ledger.compare();
  }

  /**
   * Records that an officer accepts the ledger's row as it is.
   *
   * @param row named as by {@link Difference#row}
   * @return the differences that are still open
   * @throws ProblemException POLICY_DENIED; NOT_FOUND when this row does not differ
   */
  public LedgerComparison.Result accept(VerifiedPeer officer, String row, String reason) {
    AuditEntry permit = require(officer, Action.ACCEPT_AUDIT_GAP);
    Difference accepted =
        ledger.compare().open().stream()
            .filter(each -> each.row().equals(row))
            .findFirst()
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.NOT_FOUND,
                        "ledger-agrees",
                        "Ledger and audit log do not differ in this row."));
    writer.record(
        permit,
        AuditEntry.of(Difference.ACCEPTED, Outcome.DONE, "", officer.id().toString())
            .about(accepted.row())
            .with("what", accepted.what())
            .with("reason", reason));
    return ledger.compare();
  }

  private AuditEntry require(VerifiedPeer asker, Action action) {
    return gate.require(Question.of(PeerEntity.of(asker), action, LOG, Map.of()));
  }
}
