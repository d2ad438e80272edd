package org.bailiwick.aca.revocation;

import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Entity;

/**
 * The officer or node that orders a revocation, as the decision point knows it.
 *
 * @param id SPIFFE id
 * @param first the officer who proposed the order that this one approves
 */
public record Orderer(String id, Entity entity, Optional<First> first) {

  /** An officer, and the policy file that was shown to that officer. */
  public record First(String officer, String policySha256) {}

  public static Orderer of(VerifiedPeer peer) {
    return new Orderer(peer.id().toString(), PeerEntity.of(peer), Optional.empty());
  }

  /** The same officer, who approves an order that another proposed under this policy file. */
  public Orderer seconding(String proposer, String policySha256) {
    return new Orderer(id, entity, Optional.of(new First(proposer, policySha256)));
  }

  /** This authority itself, for a trigger that no person reports. */
  public static Orderer ofNode(SpiffeId node) {
    return new Orderer(
        node.toString(),
        new Entity(
            "Node",
            node.toString(),
            Map.of("trust_domain", node.trustDomain().name(), "name", node.segments().getLast())),
        Optional.empty());
  }

  /** The operator who ordered a schedule that is due. */
  public static Orderer of(SpiffeId operator) {
    return new Orderer(
        operator.toString(),
        PeerEntity.operator(operator, operator.operatorRole().orElse("")),
        Optional.empty());
  }
}
