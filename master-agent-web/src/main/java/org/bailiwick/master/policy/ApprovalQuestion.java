package org.bailiwick.master.policy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.master.identityprovider.SignedInPerson;
import org.bailiwick.node.catalogue.CapabilityType;
import org.bailiwick.node.decision.GroupEntity;
import org.bailiwick.node.decision.ListQuestion;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/**
 * The questions about steps and access requests that wait for people, in the vocabulary of {@code
 * docs/policy.md}.
 */
public final class ApprovalQuestion {

  /** The check of a decision about an own job. */
  public static final String OWN = "own-request";

  private ApprovalQuestion() {}

  /** May this peer see with which parameters the step is to be done? */
  public static Question read(VerifiedPeer peer, Matter step) {
    return Question.of(PeerEntity.of(peer), Action.READ_APPROVAL, step.entity(), Map.of());
  }

  /** May this peer decide about the step? */
  public static Question decide(VerifiedPeer peer, Matter step, Relation relation) {
    return Question.of(
        PeerEntity.of(peer), Action.DECIDE_APPROVAL, step.entity(), relation.context());
  }

  /** May this person, who has signed in, see with which parameters the step is to be done? */
  public static Question read(SignedInPerson person, Matter step, Instant now) {
    return of(person, step, new Wanted(Action.READ_APPROVAL, Map.of()), now);
  }

  /**
   * May this person, who has signed in, decide about the step?
   *
   * @param at the time of the decision, by which the sign-in has its age
   */
  public static Question decide(SignedInPerson person, Matter step, Relation relation, Instant at) {
    return of(person, step, new Wanted(Action.DECIDE_APPROVAL, relation.context()), at);
  }

  /** May this person, who has signed in, read the list of steps that wait for people? */
  public static Question list(SignedInPerson person, Set<String> filters) {
    return ListQuestion.read(subject(person).entity(), "approvals", filters);
  }

  /** An action, with what the question is about beside person and step. */
  private record Wanted(Action action, Map<String, Object> facts) {}

  private static Question of(SignedInPerson person, Matter step, Wanted asked, Instant at) {
    Map<String, Object> context = new LinkedHashMap<>(asked.facts());
    context.put("kind", step.kind());
    context.put(JobQuestion.CALLER_KIND, subject(person).kind());
    return SignInFacts.of(
        CatalogueQuestion.ofStep(
            Question.of(
                subject(person)
                    .entity()
                    .in(GroupEntity.of(person.person().issuer(), person.roles())),
                asked.action(),
                step.entity(),
                context),
            step.entry()),
        person.authentication(),
        at);
  }

  private static JobQuestion.PersonSubject subject(SignedInPerson person) {
    return new JobQuestion.PersonSubject(person.person(), person.roles());
  }

  /**
   * What an approver has to do with it.
   *
   * @param own whether the job or the request is the approver's own
   * @param again whether the approver has decided before
   */
  public record Relation(boolean own, boolean again) {
    private Map<String, Object> context() {
      return Map.of("own", own, "again", again);
    }
  }

  /** What people decide about. */
  public sealed interface Matter {
    /** The resource of the question. */
    Entity entity();

    /** What is decided about it: release, outcome or access. */
    String kind();

    /** What the catalogue says of the capability, if there is one with an entry. */
    Optional<CapabilityType> entry();
  }

  /**
   * A question of an enforcement point that was denied for want of a person's approval.
   *
   * @param asked subject, action and resource, as the enforcement point names them
   */
  public record AccessRequest(String id, String application, Asked asked) implements Matter {

    /** What was asked; types and ids are those of the application. */
    public record Asked(
        String subjectType, String subject, String action, String resourceType, String resource) {}

    @Override
    public Entity entity() {
      return new Entity(
          "AccessRequest",
          id,
          Map.of(
              "application", application,
              "subject_type", asked.subjectType(),
              "subject", asked.subject(),
              "action", asked.action(),
              "resource_type", asked.resourceType(),
              "resource", asked.resource()));
    }

    @Override
    public String kind() {
      return "access";
    }

    @Override
    public Optional<CapabilityType> entry() {
      return Optional.empty();
    }
  }

  /**
   * A step of a job.
   *
   * @param id the ids of job and step
   * @param kind whether an order is to be released, or its outcome to be told
   * @param entry what the catalogue says of the capability, if there is an entry
   */
  public record Step(String id, String capability, String kind, Optional<CapabilityType> entry)
      implements Matter {

    @Override
    public Entity entity() {
      return new Entity("Step", id, Map.of("capability", capability));
    }
  }
}
