package org.bailiwick.aca.audit;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.AuditQuestion;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.records.AuditPages;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Gives auditors the log as it was written, hashes included, so that they can check the chain
 * themselves. The log records the reading of a first page. An EJB because it is called from another
 * module.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuditReader {

  @Inject @ForAca private Gate gate;
  @Inject @ForAca private GroupWriter writer;
  @Inject private LedgerReader reader;
  @Inject private AcaSettings settings;
  @Inject @ForAca private AuditHeads heads;

  public AuditPages.Page read(VerifiedPeer auditor, AuditPages.Wanted wanted) {
    return new AuditPages(settings.auditChain(), reader::read, gate, writer).read(auditor, wanted);
  }

  /** At most 500 signed heads of this node's chain, from this one on, counted from 0. */
  public List<String> heads(VerifiedPeer auditor, long from) {
    AuditEntry permit = permit(auditor);
    if (from <= 0) {
      writer.record(permit);
    }
    return heads.read(Math.max(from, 0), AuditPages.PAGE);
  }

  /** At most 500 statements of archives, from this number on, counted from 1. */
  public List<String> archives(VerifiedPeer auditor, long from) {
    permit(auditor);
    return heads.archives(from, AuditPages.PAGE);
  }

  private AuditEntry permit(VerifiedPeer auditor) {
    return gate.require(AuditQuestion.read(auditor));
  }
}
