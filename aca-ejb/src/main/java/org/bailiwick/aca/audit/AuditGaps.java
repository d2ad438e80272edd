package org.bailiwick.aca.audit;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.decision.AuditQuestion;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/**
 * An officer accepts that rows of the audit log are lost, after a restore from a backup, so that
 * the authority issues again. What was lost stays on record in the signed heads. An EJB because it
 * is called from another module.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuditGaps {

  @Inject @ForAca private Gate gate;
  @Inject private AuditHeads heads;
  @Inject private AcaSettings settings;
  @Inject @ForAca private GroupWriter writer;

  /** Returns the statement from which the log goes on. */
  public HeadStatement accept(VerifiedPeer officer, String reason) {
    AuditEntry permitted = gate.require(AuditQuestion.acceptGap(officer));
    String by = officer.id().toString();
    writer.record(permitted);
    HeadStatement accepted = heads.acceptGap(by, reason);
    writer.record(
        AuditEntry.of("audit.gap-accepted", Outcome.DONE, "", by)
            .about(settings.auditChain())
            .with("after", Long.toString(accepted.head().seq()))
            .with("lost_from", Long.toString(accepted.gap().orElseThrow().lostFrom()))
            .with("lost_to", Long.toString(accepted.gap().orElseThrow().lostTo()))
            .with("reason", reason));
    return accepted;
  }
}
