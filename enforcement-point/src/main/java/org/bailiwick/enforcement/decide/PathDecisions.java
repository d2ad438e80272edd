package org.bailiwick.enforcement.decide;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.ApplicationQuestion;

/**
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
            new Entity(asked.type(), path.get().id(), asked.attributes(), path.get().parents()),
            question.context()));
  }

  @Override
  public Set<String> applications() {
    return policies.applications();
  }

  @Override
  public Set<String> actions(String application) {
    return policies.actions(application);
  }

  @Override
  public Set<String> contextOf(String application, String action) {
    return policies.contextOf(application, action);
  }

  @Override
  public Set<String> types(String application) {
    return policies.types(application);
  }

  @Override
  public List<Entity> entities(String application, String type) {
    return policies.entities(application, type);
  }

  @Override
  public String policyVersion() {
    return policies.policyVersion();
  }
}
