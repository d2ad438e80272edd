package org.bailiwick.aca.revocation;

import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Entity;

/**
 * In whose name something ends, as the decision port knows it.
 *
 * @param id SPIFFE id
 * @param first the consent of the other officer, who proposed what this one approves
 */
public record Orderer(String id, Entity entity, Optional<First> first) {

  /** An officer, and the policy file under which that officer proposed it. */
  public record First(String officer, String policySha256) {}

  public static Orderer of(VerifiedPeer peer) {
    return new Orderer(peer.id().toString(), PeerEntity.of(peer), Optional.empty());
  }

  /** The same, approving what another proposed under this policy file. */
  public Orderer seconding(String proposer, String policySha256) {
    return new Orderer(id, entity, Optional.of(new First(proposer, policySha256)));
  }

  /** This authority itself, for a trigger that no person pulls. */
  public static Orderer ofNode(SpiffeId node) {
    return new Orderer(
        node.toString(),
        new Entity(
            "Node",
            node.toString(),
            Map.of("trust_domain", node.trustDomain().name(), "name", node.segments().getLast())),
        Optional.empty());
  }

  /** The operator who ordered it earlier, when nobody is at the other end. */
  public static Orderer of(SpiffeId operator) {
    return new Orderer(
        operator.toString(),
        new Entity(
            "Operator",
            operator.toString(),
            Map.of(
                "trust_domain", operator.trustDomain().name(),
                "role", operator.operatorRole().orElse(""))),
        Optional.empty());
  }
}
