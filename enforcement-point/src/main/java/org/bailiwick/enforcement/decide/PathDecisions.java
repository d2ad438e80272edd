package org.bailiwick.enforcement.decide;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.ApplicationQuestion;

/**
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
  }

  @Override
  public Set<String> applications() {
    return decisions.applications();
  }

  @Override
  public Set<String> actions(String application) {
    return decisions.actions(application);
  }

  @Override
  public Set<String> types(String application) {
    return decisions.types(application);
  }

  @Override
  public List<Entity> entities(String application, String type) {
    return decisions.entities(application, type);
  }

  @Override
  public String policyVersion() {
    return decisions.policyVersion();
  }
}
