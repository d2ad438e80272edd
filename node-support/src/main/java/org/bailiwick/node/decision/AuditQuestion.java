package org.bailiwick.node.decision;

import java.util.Map;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/** The questions about the audit log of any component, in the vocabulary of docs/policy.md. */
public final class AuditQuestion {

  private static final Entity LOG = new Entity("Service", "audit", Map.of("name", "audit"));

  private AuditQuestion() {}

  /** May this peer read the log? */
  public static Question read(VerifiedPeer peer) {
    return Question.of(PeerEntity.of(peer), Action.READ_AUDIT, LOG, Map.of());
  }

  /** May this peer accept that rows of the log are lost? */
  public static Question acceptGap(VerifiedPeer peer) {
    return Question.of(PeerEntity.of(peer), Action.ACCEPT_AUDIT_GAP, LOG, Map.of());
  }

  /** May this peer take old records out of the database? */
  public static Question archive(VerifiedPeer peer) {
    return Question.of(PeerEntity.of(peer), Action.ARCHIVE_RECORDS, LOG, Map.of());
  }
}
