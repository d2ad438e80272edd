package org.bailiwick.aca.decision;

import java.util.Map;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Entity;

/** A verified peer in the vocabulary of the policies. */
public final class PeerEntity {

  private PeerEntity() {}

  public static Entity of(VerifiedPeer peer) {
    String id = peer.id().toString();
    String domain = peer.id().trustDomain().name();
    return switch (peer.kind()) {
      case OPERATOR ->
          new Entity(
              "Operator",
              id,
              Map.of("role", peer.operatorRole().orElse(""), "trust_domain", domain));
      case NODE ->
          new Entity(
              "Node", id, Map.of("name", peer.id().segments().getLast(), "trust_domain", domain));
      case AGENT, NODE_TLS -> new Entity("Agent", id, Map.of("trust_domain", domain));
      case FOREIGN -> new Entity("Agent", id, Map.of("trust_domain", domain, "foreign", true));
    };
  }
}
