package org.bailiwick.node.decision;

import java.util.Map;
import org.bailiwick.contract.identity.SpiffeId;
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
      case OPERATOR -> operator(peer.id(), peer.operatorRole().orElse(""));
      case NODE ->
          new Entity(
              "Node", id, Map.of("trust_domain", domain, "name", peer.id().segments().getLast()));
      // A type of its own, so that no policy about nodes permits anything to a partner's.
      case PARTNER_NODE -> new Entity("Registry", id, Map.of("trust_domain", domain));
      // The schema has no such type, so services, devices and a node that presents its server
      // certificate are denied.
      case SERVICE, DEVICE, NODE_TLS -> new Entity("Workload", id, Map.of());
    };
  }

  /** An operator with this role, and in it; without a role if it is empty. */
  public static Entity operator(SpiffeId id, String role) {
    Entity operator =
        new Entity(
            "Operator",
            id.toString(),
            Map.of("trust_domain", id.trustDomain().name(), "role", role));
    return role.isEmpty() ? operator : operator.in(Entity.of("OperatorRole", role));
  }
}
