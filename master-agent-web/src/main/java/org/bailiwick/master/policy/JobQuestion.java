package org.bailiwick.master.policy;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.caller.CallerCredential;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.EndpointKind;
import org.bailiwick.master.ownerrights.StartRights;
import org.bailiwick.node.decision.AgentEntity;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/**
 * Builds the Master Agent's questions to the decision point, in the vocabulary of {@code
 * docs/policy.md}. Only the classes of this package have the names of actions and attributes.
 */
public final class JobQuestion {

  static final String CALLER_KIND = "caller_kind";

  private JobQuestion() {}

  /** May this caller use this service? {@code held}: what an agent of this domain may start now. */
  public static Question admit(
      CallerFacts caller, String service, CapabilitySet scope, Optional<StartRights> held) {
    Map<String, Object> context = caller.context();
    context.put("scope", Set.copyOf(scope.texts()));
    held.ifPresent(rights -> RequestedRights.add(rights, context));
    return admit(caller, service, context);
  }

  /** May this caller have an access token with these rights? */
  public static Question admitToToken(CallerFacts caller, RequestedRights rights) {
    Map<String, Object> context = caller.context();
    rights.addTo(context);
    return admit(caller, "token", context);
  }

  private static Question admit(CallerFacts caller, String service, Map<String, Object> context) {
    Entity resource = new Entity("Service", service, Map.of("name", service));
    return of(caller.subject(), Action.ADMIT, resource, context);
  }

  /**
   * May this caller have this job executed? {@code cover}: what it has, and whether that is all.
   */
  public static Question plan(CallerFacts caller, String jobId, CapabilitySet job, Cover cover) {
    Map<String, Object> context = caller.context();
    context.put("scope", Set.copyOf(cover.scope().texts()));
    context.put("covered", cover.covered());
    return of(
        caller.subject(),
        Action.PLAN,
        new Entity("Job", jobId, Map.of("capabilities", Set.copyOf(job.texts()))),
        context);
  }

  /** May the caller's step be released to this agent? */
  public static Question step(CallerFacts caller, Callee callee, String capability, Cover cover) {
    Map<String, Object> agent = new LinkedHashMap<>();
    agent.put("trust_domain", callee.id().trustDomain().name());
    agent.put("capabilities", Set.copyOf(callee.capabilities().texts()));
    agent.put("status", callee.status());
    Map<String, Object> context = caller.context();
    context.put("capability", capability);
    context.put("scope", Set.copyOf(cover.scope().texts()));
    context.put("covered", cover.covered());
    return of(
        caller.subject(), Action.STEP, new Entity("Agent", callee.id().toString(), agent), context);
  }

  /** May this subject read the job? {@code own} is true if the job is the subject's own. */
  public static Question readJob(Subject subject, String jobId, boolean own) {
    return of(subject, Action.READ_JOB, Entity.of("Job", jobId), about(subject, "own", own));
  }

  /** May this subject cancel the job? */
  public static Question cancelJob(Subject subject, String jobId, boolean own) {
    return of(subject, Action.CANCEL_JOB, Entity.of("Job", jobId), about(subject, "own", own));
  }

  /** May this subject learn the state of a token? {@code audience}: it was made for the subject. */
  public static Question introspectToken(
      Subject subject, String jti, String kind, boolean audience) {
    Map<String, Object> context = about(subject, "audience", audience);
    return of(subject, Action.INTROSPECT_TOKEN, token(jti, kind), context);
  }

  /** May this subject end a token? {@code own}: it was issued to the subject. */
  public static Question endToken(Subject subject, String jti, String kind, boolean own) {
    return of(subject, Action.END_TOKEN, token(jti, kind), about(subject, "own", own));
  }

  private static Map<String, Object> about(Subject subject, String member, boolean value) {
    return Map.of(CALLER_KIND, subject.kind(), member, value);
  }

  private static Entity token(String jti, String kind) {
    return new Entity("Token", jti, Map.of("kind", kind));
  }

  private static Question of(
      Subject subject, Action action, Entity resource, Map<String, Object> context) {
    return Question.of(subject.entity(), action, resource, context);
  }

  /**
   * The subject of a question: an agent, foreign if it is of another trust domain, an operator with
   * a role, or a caller of another kind.
   */
  public sealed interface Subject {
    Entity entity();

    /** What kind of endpoint calls, as policies read it ({@link EndpointKind}). */
    String kind();

    /**
     * The subject for the peer of a request. A node counts as an agent without rights, because
     * nodes have no jobs. A service or device is a workload, which the schema knows in questions
     * about access tokens and jobs.
     */
    static Subject of(VerifiedPeer peer) {
      return switch (peer.kind()) {
        case OPERATOR -> operator(peer);
        case AGENT -> AgentSubject.of(peer.id(), false);
        case NODE, NODE_TLS, PARTNER_NODE ->
            new AgentSubject(AgentSubject.of(peer.id(), false).entity(), "node");
        case FOREIGN -> AgentSubject.of(peer.id(), true);
        case SERVICE, DEVICE ->
            new WorkloadSubject(peer.id(), peer.kind().name().toLowerCase(Locale.ROOT));
      };
    }

    /** The same, and of an agent what its credential says. */
    static Subject of(VerifiedPeer peer, Instant now) {
      return switch (peer.kind()) {
        case AGENT, FOREIGN ->
            AgentSubject.of(
                peer.id(), peer.kind() == VerifiedPeer.Kind.FOREIGN, peer.certificate(), now);
        case OPERATOR, SERVICE, DEVICE, NODE, NODE_TLS, PARTNER_NODE -> of(peer);
      };
    }

    private static OperatorSubject operator(VerifiedPeer peer) {
      return new OperatorSubject(PeerEntity.operator(peer.id(), peer.operatorRole().orElse("")));
    }

    /** The subject for a caller; {@code own} is this trust domain. */
    static Subject of(CallerIdentity caller, TrustDomain own, Instant now) {
      return switch (caller) {
        case CallerIdentity.Agent agent ->
            AgentSubject.of(agent, !agent.id().trustDomain().equals(own), now);
        case CallerIdentity.Client client ->
            new ClientSubject(client.id(), !client.id().trustDomain().equals(own));
        case CallerIdentity.Person person -> new PersonSubject(person);
        case CallerIdentity.Account account -> new AccountSubject(account);
        case CallerIdentity.Workload other -> new WorkloadSubject(other.id(), other.kind().text());
      };
    }
  }

  /** An agent as subject. */
  public record AgentSubject(Entity entity, String kind) implements Subject {

    private static AgentSubject of(Entity entity) {
      return new AgentSubject(entity, EndpointKind.AGENT.text());
    }

    private static AgentSubject of(SpiffeId id, boolean foreign) {
      return of(
          new Entity(
              "Agent",
              id.toString(),
              Map.of("trust_domain", id.trustDomain().name(), "foreign", foreign)));
    }

    private static AgentSubject of(
        SpiffeId id, boolean foreign, X509Certificate certificate, Instant now) {
      return of(AgentEntity.of(id, foreign, certificate, now));
    }

    /**
     * A calling agent, and what the certificate says with which it has called, if that is known.
     */
    private static AgentSubject of(CallerIdentity.Agent agent, boolean foreign, Instant now) {
      return Optional.of(agent.credential())
          .flatMap(CallerCredential::certificate)
          .map(certificate -> of(agent.id(), foreign, certificate, now))
          .orElseGet(() -> of(agent.id(), foreign));
    }
  }

  /**
   * An agent without certificate as subject, of whom no credential tells more: a partner's, or one
   * of this domain that is attested.
   */
  public record ClientSubject(SpiffeId id, boolean foreign) implements Subject {
    @Override
    public String kind() {
      return EndpointKind.CLIENT.text();
    }

    @Override
    public Entity entity() {
      return AgentSubject.of(id, foreign).entity();
    }
  }

  /** A person as subject, with the roles that the provider has told, where they are known. */
  public record PersonSubject(CallerIdentity.Person person, Set<String> roles) implements Subject {
    public PersonSubject(CallerIdentity.Person person) {
      this(person, Set.of());
    }

    @Override
    public String kind() {
      return EndpointKind.of(person).text();
    }

    @Override
    public Entity entity() {
      Map<String, Object> attributes = new LinkedHashMap<>();
      attributes.put("kind", person.kind().text());
      attributes.put("issuer", person.issuer());
      attributes.put("subject", person.subject());
      attributes.put("roles", Set.copyOf(roles));
      return new Entity("Person", person.name(), attributes);
    }
  }

  /** An account as subject, which is a type of its own, so that no policy takes it for an agent. */
  public record AccountSubject(CallerIdentity.Account account) implements Subject {
    @Override
    public String kind() {
      return EndpointKind.of(account).text();
    }

    @Override
    public Entity entity() {
      return new Entity(
          AccountQuestion.ACCOUNT, account.name(), Map.of("kind", account.kind().text()));
    }
  }

  /**
   * A service or device as subject, which is a type of its own, so that no policy takes it for an
   * agent.
   */
  public record WorkloadSubject(SpiffeId id, String kind) implements Subject {
    @Override
    public Entity entity() {
      return new Entity(
          "Workload", id.toString(), Map.of("trust_domain", id.trustDomain().name(), "kind", kind));
    }
  }

  /** An officer or auditor as subject. */
  public record OperatorSubject(Entity entity) implements Subject {
    @Override
    public String kind() {
      return "operator";
    }
  }

  /**
   * The caller of a job, and the names of the methods by which it has authenticated; empty where
   * they are not known any more, so that a policy which asks for a method denies.
   */
  public record CallerFacts(Subject subject, Optional<Set<String>> authenticatedBy) {

    /** The subject of a request that has authenticated by these methods. */
    public static CallerFacts of(Subject subject, Set<String> authenticatedBy) {
      return new CallerFacts(subject, Optional.of(Set.copyOf(authenticatedBy)));
    }

    private Map<String, Object> context() {
      Map<String, Object> context = new LinkedHashMap<>();
      context.put(CALLER_KIND, subject.kind());
      authenticatedBy.ifPresent(methods -> context.put("authenticated_by", methods));
      return context;
    }
  }

  /** The agent to be called, as the registry lists it. */
  public record Callee(SpiffeId id, CapabilitySet capabilities, String status) {}

  /** The held scope, and whether it covers the requested one. */
  public record Cover(CapabilitySet scope, boolean covered) {}
}
