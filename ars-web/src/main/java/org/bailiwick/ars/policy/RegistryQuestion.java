package org.bailiwick.ars.policy;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.node.decision.AgentEntity;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/**
 * Builds the registry's questions to the decision point, in the vocabulary of {@code
 * docs/policy.md}. Only this class of the registry spells the names of actions and attributes.
 */
public final class RegistryQuestion {
  private static final String AGENT = "Agent";
  private static final Entity REGISTRY =
      new Entity("Service", "registry", Map.of("name", "registry"));

  private RegistryQuestion() {}

  /** The result of comparing a claim with the credential. */
  public enum Match {
    EXACT,
    DIFFERS
  }

  /** The part of the registry that is read. */
  public enum View {
    /** One listed agent. */
    RECORD,
    /** All agents, by their changes. */
    SNAPSHOT,
    /** The agents of the reader's own owner, in any state, with their history. */
    OWNER,
    /** One agent in any state, with its history. */
    ANY
  }

  /** What is done to a part of a record. */
  public enum Operation {
    SET,
    READ,
    REMOVE,
    RELEASE
  }

  /** How events of the registry are had. */
  public enum Subscription {
    /** As a stream of security event tokens, and what belongs to it. */
    STREAM,
    /** As server-sent events. */
    FOLLOW,
    /** The stream of any receiver is ended. */
    END
  }

  /** May the holder of this credential register as {@code claimed}? */
  public static Question register(
      AgentCredential credential, AgentId claimed, Match match, Instant now) {
    Entity subject =
        AgentEntity.of(credential.agent().spiffeId(), false, credential.certificate(), now);
    return Question.of(subject, Action.REGISTER, agent(claimed), Map.of("match", text(match)));
  }

  /** May this peer end the listing of that agent? */
  public static Question withdraw(VerifiedPeer peer, AgentId agent) {
    return Question.of(
        PeerEntity.of(peer), Action.WITHDRAW, agent(agent), Map.of("own", isOwn(peer, agent)));
  }

  /** May this peer read this part of the registry? */
  public static Question read(VerifiedPeer peer, View view) {
    return Question.of(
        PeerEntity.of(peer), Action.READ_REGISTRY, REGISTRY, Map.of("view", text(view)));
  }

  /** May this peer bring records from an export? */
  public static Question importRecords(VerifiedPeer peer) {
    return Question.of(PeerEntity.of(peer), Action.IMPORT_RECORDS, REGISTRY, Map.of());
  }

  /** May this peer search the registry? */
  public static Question discover(VerifiedPeer peer) {
    return Question.of(PeerEntity.of(peer), Action.DISCOVER, REGISTRY, Map.of());
  }

  /** May this peer write or read what that agent says of itself? */
  public static Question describe(VerifiedPeer peer, AgentId agent, Operation operation) {
    return Question.of(
        PeerEntity.of(peer),
        Action.DESCRIBE,
        agent(agent),
        Map.of("own", isOwn(peer, agent), "operation", text(operation)));
  }

  /** May this peer say that the agent is alive? */
  public static Question heartbeat(VerifiedPeer peer, AgentId agent) {
    return Question.of(
        PeerEntity.of(peer), Action.HEARTBEAT, agent(agent), Map.of("own", isOwn(peer, agent)));
  }

  /** May this peer put the agent into quarantine, or release it? */
  public static Question quarantine(VerifiedPeer peer, AgentId agent, Operation operation) {
    return Question.of(
        PeerEntity.of(peer), Action.QUARANTINE, agent(agent), Map.of("operation", text(operation)));
  }

  /** May this peer give the agent an identifier of this scheme, or take it away? */
  public static Question identify(
      VerifiedPeer peer, AgentId agent, Operation operation, String scheme) {
    return Question.of(
        PeerEntity.of(peer),
        Action.IDENTIFY,
        agent(agent),
        Map.of("own", isOwn(peer, agent), "operation", text(operation), "scheme", scheme));
  }

  /** May this peer have events in this way, or end a stream? */
  public static Question subscribe(VerifiedPeer peer, Subscription way, boolean own) {
    return Question.of(
        subject(peer),
        Action.SUBSCRIBE_EVENTS,
        REGISTRY,
        Map.of("operation", text(way), "own", own));
  }

  /** Services are known to the policies about events alone. */
  private static Entity subject(VerifiedPeer peer) {
    return peer.kind() == VerifiedPeer.Kind.SERVICE
        ? new Entity(
            "Workload",
            peer.id().toString(),
            Map.of("trust_domain", peer.id().trustDomain().name(), "kind", "service"))
        : PeerEntity.of(peer);
  }

  /** May this peer, a partner's registry, read what is exported to it? */
  public static Question export(VerifiedPeer peer, boolean agreed) {
    return Question.of(
        PeerEntity.of(peer), Action.EXPORT_REGISTRY, REGISTRY, Map.of("agreed", agreed));
  }

  /** May this peer find that agent of another domain, which is in no segment of this one? */
  public static Question findForeign(VerifiedPeer peer, AgentRecord agent) {
    Map<String, Object> attributes = new HashMap<>(attributes(agent));
    attributes.put("foreign", true);
    return Question.of(
        PeerEntity.of(peer),
        Action.FIND_AGENT,
        new Entity(AGENT, agent.agent().toString(), attributes),
        Map.of());
  }

  private static boolean isOwn(VerifiedPeer peer, AgentId agent) {
    return peer.id().equals(agent.spiffeId());
  }

  /**
   * May this peer find that agent by a search? Segments are those of the policies in force of which
   * the agent is a member.
   */
  public static Question find(VerifiedPeer peer, AgentRecord agent, Collection<String> segments) {
    Entity resource = new Entity(AGENT, agent.agent().toString(), attributes(agent));
    return Question.of(
        subject(peer),
        Action.FIND_AGENT,
        resource.in(segments.stream().map(name -> Entity.of("Segment", name)).toList()),
        Map.of());
  }

  private static Map<String, Object> attributes(AgentRecord agent) {
    return Map.of(
        "trust_domain",
        agent.agent().trustDomain().name(),
        "owner",
        agent.owner(),
        "capabilities",
        Set.copyOf(agent.capabilities().texts()),
        "status",
        agent.state().text(),
        "registry_id",
        agent.identifier());
  }

  private static String text(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static Entity agent(AgentId agent) {
    return new Entity(AGENT, agent.toString(), Map.of("trust_domain", agent.trustDomain().name()));
  }
}
