package org.bailiwick.aca;

import java.util.Map;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Entity;

/** Questions to the decision point about credentials (docs/policy.md). */
public final class CredentialQuestion {

  private CredentialQuestion() {}

  /**
   * Asks whether the peer may do this.
   *
   * @param resource names the credential, or all those that are concerned
   */
  public static Question of(
      VerifiedPeer peer, String action, String resource, Map<String, Object> context) {
    return Question.of(
        PeerEntity.of(peer), action, new Entity("Credential", resource, Map.of()), context);
  }

  /** Asks whether the peer may read about credentials that are not its own. */
  public static Question toRead(VerifiedPeer peer, String resource) {
    return of(peer, "read-credential", resource, Map.of("own", false));
  }
}
