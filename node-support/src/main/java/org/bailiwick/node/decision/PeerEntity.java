package org.bailiwick.node.decision;

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
      case AGENT -> new Entity("Agent", id, Map.of("trust_domain", domain));
      case FOREIGN -> new Entity("Agent", id, Map.of("trust_domain", domain, "foreign", true));
      case OPERATOR ->
          new Entity(
              "Operator",
              id,
              Map.of("trust_domain", domain, "role", peer.operatorRole().orElse("")));
      case NODE ->
          new Entity(
              "Node", id, Map.of("trust_domain", domain, "name", peer.id().segments().getLast()));
      // The schema has no such type, so services, devices and a node that presents its server
      // certificate are denied.
      case SERVICE, DEVICE, NODE_TLS -> new Entity("Workload", id, Map.of());
    };
  }
}
