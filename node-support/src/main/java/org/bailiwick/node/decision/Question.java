package org.bailiwick.node.decision;

import java.util.Map;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/**
 * A question to the decision point. Each component names the attributes of its actions in one
 * class, in the vocabulary of docs/policy.md; other classes only forward the question.
 */
public record Question(AccessRequest request) {

  public static Question of(
      Entity subject, Action action, Entity resource, Map<String, Object> context) {
    return new Question(new AccessRequest(subject, action, resource, context));
  }
}
