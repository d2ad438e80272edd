package org.bailiwick.enforcement.decide;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.ApplicationQuestion;

/**
<<<<<<< HEAD
 * Decisions in which a path is in the paths above it, so that services that ask by AuthZEN are
 * answered by a policy for {@code Path::"/orders"} as a web server is. Without this, a forbid for
 * all that is below a path would not apply to them.
 */
final class PathDecisions implements ApplicationDecisions {
  private final ApplicationDecisions decisions;

  PathDecisions(ApplicationDecisions decisions) {
    this.decisions = decisions;
  }

  /** Denies a path that could be read in two ways. An id that begins otherwise is no path. */
  @Override
  public Decision decide(ApplicationQuestion question) {
    Entity resource = question.resource();
    if (!resource.type().equals(PlainPath.TYPE) || !resource.id().startsWith("/")) {
      return decisions.decide(question);
    }
    Optional<Entity> path =
        resource.id().contains("?") ? Optional.empty() : PlainPath.find(resource.id());
    return path.isEmpty()
        ? new Decision.Deny(List.of(Enforcer.PATH), List.of(), policyVersion())
        : decisions.decide(
            new ApplicationQuestion(
                question.application(),
                question.subject(),
                question.action(),
                resource.in(path.get().parents()),
                question.context()));
=======
 * Decides about a path of an AuthZEN question as about that of a request to nginx: it is in the
 * paths above it, and has one name, so that a policy about a path holds for all who ask.
 */
record PathDecisions(ApplicationDecisions policies) implements ApplicationDecisions {

  @Override
  public Decision decide(ApplicationQuestion question) {
    Entity asked = question.resource();
    if (!asked.type().equals(PlainPath.TYPE) || !asked.id().startsWith("/")) {
      return policies.decide(question);
    }
    Optional<Entity> path =
        asked.id().contains("?") ? Optional.empty() : PlainPath.find(asked.id());
    if (path.isEmpty()) {
      return new Decision.Deny(List.of(Enforcer.PATH), List.of(), policies.policyVersion());
    }
    return policies.decide(
        new ApplicationQuestion(
            question.application(),
            question.subject(),
            question.action(),
            new Entity(
                asked.type(), path.get().id(), asked.attributes(), path.get().parents()),
            question.context()));
>>>>>>> w2attack
  }

  @Override
  public Set<String> applications() {
<<<<<<< HEAD
    return decisions.applications();
=======
    return policies.applications();
>>>>>>> w2attack
  }

  @Override
  public Set<String> actions(String application) {
<<<<<<< HEAD
    return decisions.actions(application);
=======
    return policies.actions(application);
>>>>>>> w2attack
  }

  @Override
  public Set<String> contextOf(String application, String action) {
    return decisions.contextOf(application, action);
  }

  @Override
  public Set<String> types(String application) {
<<<<<<< HEAD
    return decisions.types(application);
=======
    return policies.types(application);
>>>>>>> w2attack
  }

  @Override
  public List<Entity> entities(String application, String type) {
<<<<<<< HEAD
    return decisions.entities(application, type);
=======
    return policies.entities(application, type);
>>>>>>> w2attack
  }

  @Override
  public String policyVersion() {
<<<<<<< HEAD
    return decisions.policyVersion();
=======
    return policies.policyVersion();
>>>>>>> w2attack
  }
}
