package org.bailiwick.node.decision;

import java.util.Map;
import java.util.Set;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/** The question about the lists of any component, in the vocabulary of docs/policy.md. */
public final class ListQuestion {

  private ListQuestion() {}

  /**
   * May this peer read the list? {@code filters} has the names of the filters, not their values.
   */
  public static Question read(VerifiedPeer peer, String list, Set<String> filters) {
    return read(PeerEntity.of(peer), list, filters);
  }

  /** The same for a subject of another kind. */
  public static Question read(Entity subject, String list, Set<String> filters) {
    return Question.of(
        subject,
        Action.READ_LIST,
        new Entity("Service", list, Map.of("name", list)),
        Map.of("filters", filters));
  }
}
