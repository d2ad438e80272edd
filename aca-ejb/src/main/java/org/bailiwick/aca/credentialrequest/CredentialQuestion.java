package org.bailiwick.aca.credentialrequest;

import java.util.Map;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/** Questions to the decision point about credentials that exist (docs/policy.md). */
public final class CredentialQuestion {

  private CredentialQuestion() {}

  /** Asks whether the peer may do this to the credentials that {@code resource} names. */
  public static Question of(
      VerifiedPeer peer, Action action, String resource, Map<String, Object> context) {
    return of(peer, action, new Entity("Credential", resource, Map.of()), context);
  }

  /** Asks whether the peer may do this to one credential, whose serial number policies can read. */
  public static Question of(
      VerifiedPeer peer, Action action, CredentialRef ref, Map<String, Object> context) {
    Map<String, Object> attributes = Map.of("serial", ref.serial().hex());
    return of(peer, action, new Entity("Credential", ref.toString(), attributes), context);
  }

  /** Asks whether the peer may read about credentials that are not its own. */
  public static Question toRead(VerifiedPeer peer, String resource) {
    return of(peer, Action.READ_CREDENTIAL, resource, Map.of("own", false));
  }

  private static Question of(
      VerifiedPeer peer, Action action, Entity credential, Map<String, Object> context) {
    return Question.of(PeerEntity.of(peer), action, credential, context);
  }
}
