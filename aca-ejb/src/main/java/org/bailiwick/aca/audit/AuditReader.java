package org.bailiwick.aca.audit;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import org.bailiwick.aca.ForAca;
import org.bailiwick.node.decision.AuditQuestion;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.records.AuditPages;

/**
 * Gives auditors the signed statements on archived records. It is an EJB because another module
 * calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuditReader {
  @Inject @ForAca private Gate gate;
  @Inject @ForAca private AuditHeads heads;

  /** At most 500 statements of archives, from this number on; the first has number 1. */
  public List<String> archives(VerifiedPeer auditor, long from) {
    gate.require(AuditQuestion.read(auditor));
    return heads.archives(from, AuditPages.PAGE);
  }
}
