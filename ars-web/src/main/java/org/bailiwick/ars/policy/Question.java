package org.bailiwick.ars.policy;

import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Entity;

/**
 * A question to the decision port, in the vocabulary of docs/policy.md. The factory methods are the
 * only places of the registry that spell attribute names.
 */
public record Question(AccessRequest request) {
  private static final Entity REGISTRY =
      new Entity("Service", "registry", Map.of("name", "registry"));

  /** How a claim compares with the credential. */
  public enum Match {
    EXACT("exact"),
    DIFFERS("differs");

    private final String token;

    Match(String token) {
      this.token = token;
    }
  }

  /** What of the registry is read. */
  public enum View {
    RECORD("record"),
    SNAPSHOT("snapshot");

    private final String token;

    View(String token) {
      this.token = token;
    }
  }

  /** May the holder of this credential register as {@code claimed}? */
  public static Question register(AgentCredential credential, AgentId claimed, Match match) {
    Entity subject =
        new Entity(
            "Agent",
            credential.agent().toString(),
            Map.of(
                "trust_domain", credential.agent().trustDomain().name(),
                "owner", credential.information().owner().value(),
                "capabilities", Set.copyOf(credential.information().capabilities().texts())));
    return of(subject, "register", agent(claimed), Map.of("match", match.token));
  }

  /** May this peer end the listing of that agent? */
  public static Question withdraw(VerifiedPeer peer, AgentId agent) {
    boolean own = peer.id().equals(agent.spiffeId());
    return of(subject(peer), "withdraw", agent(agent), Map.of("own", own));
  }

  /** May this peer read that much of the registry? */
  public static Question read(VerifiedPeer peer, View view) {
    return of(subject(peer), "read-registry", REGISTRY, Map.of("view", view.token));
  }

  /** May this peer search the registry? */
  public static Question discover(VerifiedPeer peer) {
    return of(subject(peer), "discover", REGISTRY, Map.of());
  }

  private static Question of(
      Entity subject, String action, Entity resource, Map<String, Object> context) {
    return new Question(new AccessRequest(subject, action, resource, context));
  }

  private static Entity agent(AgentId agent) {
    return new Entity(
        "Agent", agent.toString(), Map.of("trust_domain", agent.trustDomain().name()));
  }

  private static Entity subject(VerifiedPeer peer) {
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
      // A node that shows its server certificate is for no operation of the registry: a type that
      // no action knows, so that the port denies it.
      case NODE_TLS -> new Entity("Workload", id, Map.of());
    };
  }
}
