package org.bailiwick.node.decision;

import java.util.Map;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Entity;

/** The questions about the audit log of any component, in the vocabulary of docs/policy.md. */
public final class AuditQuestion {

  private static final Entity LOG = new Entity("Service", "audit", Map.of("name", "audit"));

  private AuditQuestion() {}

  /** May this peer read the log? */
  public static Question read(VerifiedPeer peer) {
    return Question.of(PeerEntity.of(peer), "read-audit", LOG, Map.of());
  }

  /** May this peer accept that rows of the log are lost? */
  public static Question acceptGap(VerifiedPeer peer) {
    return Question.of(PeerEntity.of(peer), "accept-audit-gap", LOG, Map.of());
  }

  /** May this peer take old records out of the database? */
  public static Question archive(VerifiedPeer peer) {
    return Question.of(PeerEntity.of(peer), "archive-records", LOG, Map.of());
  }
}
