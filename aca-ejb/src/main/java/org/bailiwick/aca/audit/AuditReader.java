package org.bailiwick.aca.audit;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.Entity;

/**
 * Gives auditors the log as it was written, hashes included, so that they can check the chain
 * themselves. The first page of a reading is itself on record. An EJB because it is called from
 * another module.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuditReader {

  /** The audit log as policies know it. */
  static final Entity LOG = new Entity("Service", "audit", Map.of("name", "audit"));

  private static final int PAGE = 500;

  private Gate gate;
  private GroupWriter writer;
  private LedgerReader reader;
  private AcaSettings settings;
  private AuditHeads heads;

  /** For the container's proxy. */
  public AuditReader() {}

  @Inject
  AuditReader(
      @ForAca Gate gate,
      @ForAca GroupWriter writer,
      LedgerReader reader,
      AcaSettings settings,
      AuditHeads heads) {
    this.gate = gate;
    this.writer = writer;
    this.reader = reader;
    this.settings = settings;
    this.heads = heads;
  }

  /** Rows of this node's chain, with the members that their hashes cover. */
  public record Page(String chain, List<Map<String, Object>> entries) {}

  /** At most 500 rows from this sequence number on. */
  public Page read(VerifiedPeer auditor, long from) {
    AuditEntry permit = permit(auditor);
    // Recording later pages would make the log grow as fast as it is read, without an end.
    if (from <= 1) {
      writer.record(permit);
    }
    List<Map<String, Object>> entries =
        reader.read(em -> AuditChain.read(em, settings.auditChain(), from, PAGE)).stream()
            .map(AuditRow::members)
            .toList();
    return new Page(settings.auditChain(), entries);
  }

  /** At most 500 signed heads of this node's chain, from this one on, counted from 0. */
  public List<String> heads(VerifiedPeer auditor, long from) {
    AuditEntry permit = permit(auditor);
    if (from <= 0) {
      writer.record(permit);
    }
    return heads.read(Math.max(from, 0), PAGE);
  }

  /** At most 500 statements of archives, from this number on, counted from 1. */
  public List<String> archives(VerifiedPeer auditor, long from) {
    permit(auditor);
    return heads.archives(from, PAGE);
  }

  private AuditEntry permit(VerifiedPeer auditor) {
    return gate.require(Question.of(PeerEntity.of(auditor), "read-audit", LOG, Map.of()));
  }
}
