package org.bailiwick.master.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Entity;

/**
 * Builds the Master Agent's questions to the decision point, in the vocabulary of {@code
 * docs/policy.md}. Only this class of the Master Agent has the names of actions and attributes.
 */
public final class JobQuestion {

  private JobQuestion() {}

  /** May this caller use this service? {@code authenticatedBy} holds the names of the methods. */
  public static Question admit(
      Subject caller, String service, Set<String> authenticatedBy, CapabilitySet scope) {
    return of(
        caller,
        "admit",
        new Entity("Service", service, Map.of("name", service)),
        Map.of("authenticated_by", authenticatedBy, "scope", Set.copyOf(scope.texts())));
  }

  /** May this caller have this job executed? */
  public static Question plan(Subject caller, String jobId, CapabilitySet job, CapabilitySet held) {
    return of(
        caller,
        "plan",
        new Entity("Job", jobId, Map.of("capabilities", Set.copyOf(job.texts()))),
        Map.of("scope", Set.copyOf(held.texts()), "covered", held.covers(job)));
  }

  /** May the caller's step be released to this agent? */
  public static Question step(Subject caller, Callee callee, String capability, Cover cover) {
    Map<String, Object> agent = new LinkedHashMap<>();
    agent.put("trust_domain", callee.id().trustDomain().name());
    agent.put("capabilities", Set.copyOf(callee.capabilities().texts()));
    agent.put("status", callee.status());
    return of(
        caller,
        "step",
        new Entity("Agent", callee.id().toString(), agent),
        Map.of(
            "capability",
            capability,
            "scope",
            Set.copyOf(cover.scope().texts()),
            "covered",
            cover.covered()));
  }

  /** May this workload exchange its token of this job for a narrower one? */
  public static Question replaceToken(Subject workload, String jobId, Path path) {
    return of(
        workload,
        "replace-token",
        Entity.of("Job", jobId),
        Map.of(
            "on_path",
            path.onPath(),
            "covered",
            path.covered(),
            "callee_named",
            path.calleeNamed()));
  }

  /** May this subject read the job? {@code own} is true if the job is the subject's own. */
  public static Question readJob(Subject subject, String jobId, boolean own) {
    return of(subject, "read-job", Entity.of("Job", jobId), Map.of("own", own));
  }

  /** May this subject cancel the job? */
  public static Question cancelJob(Subject subject, String jobId, boolean own) {
    return of(subject, "cancel-job", Entity.of("Job", jobId), Map.of("own", own));
  }

  private static Question of(
      Subject subject, String action, Entity resource, Map<String, Object> context) {
    return Question.of(subject.entity(), action, resource, context);
  }

  /**
   * The subject of a question: an agent, foreign if it is of another trust domain, an operator with
   * a role, or a caller of another kind.
   */
  public sealed interface Subject {
    Entity entity();

    /**
     * The subject for the peer of a request. A node counts as an agent without rights, because
     * nodes have no jobs.
     */
    static Subject of(VerifiedPeer peer) {
      return peer.operatorRole().isPresent()
          ? new OperatorSubject(peer.id(), peer.operatorRole().get())
          : new AgentSubject(peer.id(), peer.kind() == VerifiedPeer.Kind.FOREIGN);
    }

    /** The subject for a caller; {@code own} is this trust domain. */
    static Subject of(CallerIdentity caller, TrustDomain own) {
      return switch (caller) {
        case CallerIdentity.Agent agent ->
            new AgentSubject(agent.id(), !agent.id().trustDomain().equals(own));
        case CallerIdentity.Person person -> new PersonSubject(person);
        case CallerIdentity.ServiceWorkload service -> new WorkloadSubject(service);
        case CallerIdentity.DeviceWorkload device -> new WorkloadSubject(device);
      };
    }
  }

  /** An agent as subject. */
  public record AgentSubject(SpiffeId id, boolean foreign) implements Subject {
    @Override
    public Entity entity() {
      return new Entity(
          "Agent",
          id.toString(),
          Map.of("trust_domain", id.trustDomain().name(), "foreign", foreign));
    }
  }

  /** A person as subject; no action of the Master Agent knows persons yet, so all are denied. */
  public record PersonSubject(CallerIdentity.Person person) implements Subject {
    @Override
    public Entity entity() {
      return new Entity(
          "Person",
          person.name(),
          Map.of(
              "kind",
              person.kind().text(),
              "issuer",
              person.issuer(),
              "subject",
              person.subject(),
              "roles",
              Set.of()));
    }
  }

  /** A service or device as subject; no policy permits this type yet, so all are denied. */
  public record WorkloadSubject(CallerIdentity.Workload workload) implements Subject {
    @Override
    public Entity entity() {
      return new Entity(
          "Workload",
          workload.name(),
          Map.of(
              "trust_domain", workload.id().trustDomain().name(), "kind", workload.kind().text()));
    }
  }

  /** An officer or auditor as subject. */
  public record OperatorSubject(SpiffeId id, String role) implements Subject {
    @Override
    public Entity entity() {
      return new Entity(
          "Operator", id.toString(), Map.of("trust_domain", id.trustDomain().name(), "role", role));
    }
  }

  /**
   * Whether the token was minted for the workload, whether it covers the requested scope, and
   * whether the new token is for one named agent.
   */
  public record Path(boolean onPath, boolean covered, boolean calleeNamed) {}

  /** The agent to be called, as the registry lists it. */
  public record Callee(SpiffeId id, CapabilitySet capabilities, String status) {}

  /** The held scope, and whether it covers the requested one. */
  public record Cover(CapabilitySet scope, boolean covered) {}
}
