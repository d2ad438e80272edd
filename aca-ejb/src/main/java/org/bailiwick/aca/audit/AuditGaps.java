package org.bailiwick.aca.audit;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import org.bailiwick.aca.ForAca;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.records.AuditEnd;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.writer.GroupWriter;

/**
 * An officer accepts that rows of the audit log are lost, after a restore from a backup, so that
 * the authority issues again. The signed heads still prove the loss. An EJB because it is called
 * from another module.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuditGaps {

  @Inject @ForAca private Gate gate;
  @Inject @ForAca private AuditHeads heads;
  @Inject @ForAca private GroupWriter writer;

  /** Returns the signed statement after which the log continues. */
  public HeadStatement accept(VerifiedPeer officer, String reason) {
    return new AuditEnd(heads, gate, writer).accept(officer, reason);
  }
}
