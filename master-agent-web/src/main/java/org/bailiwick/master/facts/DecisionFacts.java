package org.bailiwick.master.facts;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.appraisal.Appraisals;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.personsession.PersonSession;
import org.bailiwick.master.personsession.PersonSessions;
import org.bailiwick.master.policy.PrincipalQuestion;
import org.bailiwick.master.risk.RiskLevel;
import org.bailiwick.master.risk.Risks;
import org.bailiwick.node.decision.AgentEntity;
import org.bailiwick.node.decision.GroupEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.decision.TimeFacts;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/**
 * Adds to each question what this domain knows at the moment of the decision: the risk of subject,
 * callee and principal, what the registry lists of an agent of the domain, the segments of an
 * agent, service or device, the posture that a partner's agent has proved, the roles of a person,
 * and the time.
 */
public final class DecisionFacts implements UnaryOperator<AccessRequest> {

  private static final String AGENT = "Agent";
  private static final String STATUS = "status";
  private static final Set<String> AT_RISK = Set.of(AGENT, "Person", "Workload", "Account");

  /** Who is known, and how. */
  public record Parts(
      AgentInventory inventory,
      PersonSessions sessions,
      Risks risks,
      Appraisals appraisals,
      AgentKnowledge agents) {}

  private final Parts parts;
  private final TrustDomain own;
  private final TimeFacts time;
  private final Clock clock;

  public DecisionFacts(Parts parts, TrustDomain own, Clock clock) {
    this.parts = parts;
    this.own = own;
    this.time = new TimeFacts(clock);
    this.clock = clock;
  }

  @Override
  public AccessRequest apply(AccessRequest request) {
    AccessRequest timed = time.apply(request);
    Entity resource = timed.action() == Action.STEP ? callee(timed.resource()) : timed.resource();
    return new AccessRequest(
        agreeing(subject(timed.subject()), resource),
        timed.action(),
        resource,
        context(timed.context()));
  }

  /**
   * Whether what is asked about the subject of this question is known now. While the registry is
   * away, what it lists of the domain's agents is not, and before this node has read them, neither
   * are risks.
   */
  public boolean areKnownOf(Question question) {
    Entity subject = question.request().subject();
    boolean listed = subject.type().equals(AGENT) && isOwn(subject);
    return parts.risks().of(subject.id()).isPresent() && (!listed || parts.inventory().isFresh());
  }

  /** The entity with what is known of it. */
  private Entity subject(Entity subject) {
    return switch (subject.type()) {
      case AGENT -> withRisk(isOwn(subject) ? listed(subject) : proved(subject));
      case "Person" -> withRisk(withRoles(subject));
      case "Workload" -> withRisk(subject.in(parts.agents().segmentsOf(subject.id())));
      default -> AT_RISK.contains(subject.type()) ? withRisk(subject) : subject;
    };
  }

  private Entity callee(Entity callee) {
    if (!callee.type().equals(AGENT)) {
      return callee;
    }
    Optional<KnownAgent> listing = listing(callee);
    Map<String, Object> attributes = new LinkedHashMap<>(callee.attributes());
    listing.ifPresent(agent -> attributes.put(STATUS, agent.status(clock.instant())));
    listing
        .flatMap(parts.agents()::attestation)
        .ifPresent(known -> attributes.put(AgentEntity.ATTESTATION, known));
    return withRisk(with(callee, attributes)).in(segments(callee, listing));
  }

  /** An agent of the domain with what the registry lists; its credential's word comes first. */
  private Entity listed(Entity subject) {
    Map<String, Object> attributes = new LinkedHashMap<>(subject.attributes());
    Optional<KnownAgent> listing = listing(subject);
    if (listing.isEmpty()) {
      return subject.in(segments(subject, listing));
    }
    KnownAgent agent = listing.get();
    attributes.put("registry_id", agent.registryId());
    attributes.put(STATUS, agent.status(clock.instant()));
    attributes.putIfAbsent("capabilities", Set.copyOf(agent.capabilities().texts()));
    Entity known = subject;
    if (agent.responsible().isPresent() && !attributes.containsKey("owner")) {
      attributes.put("owner", agent.responsible().get().owner().value());
      known = known.in(GroupEntity.of(agent.responsible().get().principal()).stream().toList());
    }
    parts
        .agents()
        .attestation(agent)
        .ifPresent(posture -> attributes.putIfAbsent(AgentEntity.ATTESTATION, posture));
    return with(known, attributes).in(segments(subject, listing));
  }

  /** Of an agent that the registry does not list, segments have at most the name. */
  private List<Entity> segments(Entity agent, Optional<KnownAgent> listing) {
    return listing
        .map(parts.agents()::segmentsOf)
        .orElseGet(() -> parts.agents().segmentsOf(agent.id()));
  }

  /**
   * An agent of a partner, whose posture is only what a Verifier of the partner's has said of it.
   */
  private Entity proved(Entity subject) {
    Map<String, Object> attributes = new LinkedHashMap<>(subject.attributes());
    attributes.put(AgentEntity.ATTESTATION, parts.appraisals().of(subject.id()));
    return with(subject, attributes).in(segments(subject, Optional.empty()));
  }

  /** A person with the roles that the provider has told last, where the question has none. */
  private Entity withRoles(Entity person) {
    if (!(person.attributes().get("roles") instanceof Set<?> known) || !known.isEmpty()) {
      return person;
    }
    Optional<CallerIdentity.Person> named = named(person);
    Set<String> roles = new TreeSet<>();
    named.map(parts.sessions()::liveOf).stream()
        .flatMap(sessions -> sessions.stream())
        .map(PersonSession::signedIn)
        .forEach(signedIn -> roles.addAll(signedIn.roles()));
    Map<String, Object> attributes = new LinkedHashMap<>(person.attributes());
    attributes.put("roles", roles);
    return with(person, attributes)
        .in(named.map(who -> GroupEntity.of(who.issuer(), roles)).orElse(List.of()));
  }

  /** Empty for a person who is not of an identity provider. */
  private static Optional<CallerIdentity.Person> named(Entity person) {
    try {
      return Optional.of(CallerIdentity.Person.named(person.id()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Map<String, Object> context(Map<String, Object> asked) {
    if (!(asked.get(PrincipalQuestion.PRINCIPAL) instanceof String principal)) {
      return asked;
    }
    Map<String, Object> context = new LinkedHashMap<>(asked);
    parts
        .risks()
        .of(principal)
        .map(RiskLevel::text)
        .ifPresent(risk -> context.put(PrincipalQuestion.PRINCIPAL + "_risk", risk));
    return context;
  }

  private Entity withRisk(Entity entity) {
    Optional<RiskLevel> risk = parts.risks().of(entity.id());
    if (risk.isEmpty()) {
      return entity;
    }
    Map<String, Object> attributes = new LinkedHashMap<>(entity.attributes());
    attributes.put("risk", risk.get().text());
    return with(entity, attributes);
  }

  /** What the registry lists of an agent of this domain now; empty while it is not known. */
  private Optional<KnownAgent> listing(Entity agent) {
    if (!isOwn(agent)) {
      return Optional.empty();
    }
    try {
      return Optional.of(SpiffeId.parse(agent.id()))
          .filter(SpiffeId::isAgent)
          .flatMap(id -> parts.inventory().find(AgentId.of(id)));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  private boolean isOwn(Entity agent) {
    return agent.id().startsWith(SpiffeId.SCHEME + own.name() + "/");
  }

  /** The subject without what the resource, if it is the same entity, says otherwise. */
  private static Entity agreeing(Entity subject, Entity resource) {
    if (!subject.type().equals(resource.type()) || !subject.id().equals(resource.id())) {
      return subject;
    }
    Map<String, Object> attributes = new LinkedHashMap<>(subject.attributes());
    attributes
        .entrySet()
        .removeIf(
            said ->
                resource.attributes().containsKey(said.getKey())
                    && !resource.attributes().get(said.getKey()).equals(said.getValue()));
    return with(subject, attributes);
  }

  private static Entity with(Entity entity, Map<String, Object> attributes) {
    return new Entity(entity.type(), entity.id(), attributes, entity.parents());
  }
}
