package org.bailiwick.master.facts;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.risk.RiskLevel;
import org.bailiwick.master.risk.Risks;
import org.bailiwick.node.decision.AgentEntity;
import org.bailiwick.node.decision.GroupEntity;
import org.bailiwick.node.outbound.address.LocatorAddresses;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.segment.SegmentMembership;
import org.bailiwick.policy.segment.SegmentPlan;

/**
 * What the domain knows of agents and workloads beside their names, wherever it is asked for: in
 * its own decisions, at the decision point, and in the feed to enforcement points, so that all of
 * them agree.
 */
public final class AgentKnowledge {
  private static final String SEGMENT = "Segment";

  private final Risks risks;
  private final Supplier<Optional<SegmentPlan>> plan;
  private final LocatorAddresses addresses;
  private final String domain;
  private final Clock clock;
  private volatile Optional<Held> held = Optional.empty();

  /** The membership of a plan. A plan without subnets needs no addresses. */
  private record Held(SegmentPlan plan, SegmentMembership membership, boolean needsAddresses) {
    static Held of(SegmentPlan plan) {
      return new Held(
          plan,
          new SegmentMembership(plan),
          plan.segments().stream().anyMatch(segment -> !segment.subnets().isEmpty()));
    }
  }

  /** What concerns all agents at once; after a change each has to be asked about again. */
  public record State(Optional<RiskLevel> risk, Optional<SegmentPlan> plan, long addresses) {}

  /**
   * @param plan the description of segments in force, the same object while it is
   */
  public AgentKnowledge(
      Risks risks,
      Supplier<Optional<SegmentPlan>> plan,
      LocatorAddresses addresses,
      TrustDomain own,
      Clock clock) {
    this.risks = risks;
    this.plan = plan;
    this.addresses = addresses;
    this.domain = SpiffeId.SCHEME + own.name();
    this.clock = clock;
  }

  /** What concerns all agents of the domain now. */
  public State state() {
    return new State(risks.of(domain), plan.get(), addresses.changes());
  }

  /** The risk of a subject, from {@code none} to {@code high}; empty while it is not known. */
  public Optional<String> risk(String subject) {
    return risks.of(subject).map(RiskLevel::text);
  }

  /** The names of the segments in force of which it is a member. */
  public SortedSet<String> segments(AgentTraits traits) {
    return inForce()
        .map(
            known ->
                known
                    .membership()
                    .of(traits.party(known.needsAddresses() ? addresses::of : host -> Set.of())))
        .orElseGet(TreeSet::new);
  }

  /** An agent as policies have it, by the registry's list and what was reported. */
  public Entity entity(KnownAgent agent) {
    Instant now = clock.instant();
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("trust_domain", agent.agent().trustDomain().name());
    attributes.put("foreign", false);
    attributes.put("status", agent.status(now));
    attributes.put("capabilities", Set.copyOf(agent.capabilities().texts()));
    attributes.put("serial", agent.serial().hex());
    attributes.put("registry_id", agent.registryId());
    agent.responsible().ifPresent(known -> attributes.put("owner", known.owner().value()));
    attestation(agent).ifPresent(known -> attributes.put(AgentEntity.ATTESTATION, known));
    risk(agent.agent().toString()).ifPresent(known -> attributes.put("risk", known));
    return new Entity("Agent", agent.agent().toString(), attributes)
        .in(
            agent.responsible().flatMap(known -> GroupEntity.of(known.principal())).stream()
                .toList())
        .in(segmentsOf(agent));
  }

  /** The attestation on which the listed credential was issued; empty if it is not known. */
  Optional<Map<String, Object>> attestation(KnownAgent agent) {
    return agent
        .attestation()
        .flatMap(
            known ->
                AgentEntity.attestation(known, agent.listed().trustworthiness(), clock.instant()));
  }

  /** Whether there are segments now; without them nobody has to be described. */
  public boolean hasSegments() {
    return plan.get().isPresent();
  }

  /** The segments of an agent that the registry lists. */
  List<Entity> segmentsOf(KnownAgent agent) {
    if (!hasSegments()) {
      return List.of();
    }
    return entities(AgentTraits.of(agent, clock.instant(), risk(agent.agent().toString())));
  }

  /** The segments of somebody of whom the network knows only the SPIFFE id. */
  public List<Entity> segmentsOf(String id) {
    return entities(AgentTraits.named(id, risk(id)));
  }

  private List<Entity> entities(AgentTraits traits) {
    return segments(traits).stream().map(name -> Entity.of(SEGMENT, name)).toList();
  }

  private Optional<Held> inForce() {
    Optional<SegmentPlan> now = plan.get();
    if (!now.equals(held.map(Held::plan))) {
      held = now.map(Held::of);
    }
    return held;
  }
}
