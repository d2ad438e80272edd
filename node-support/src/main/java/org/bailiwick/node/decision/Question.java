package org.bailiwick.node.decision;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;

/**
 * A question to the decision point. Each component names the attributes of its actions in one
 * class, in the vocabulary of docs/policy.md; other classes only forward the question.
 *
 * @param canStepUp whether the subject can sign in anew as a denial asks for, and has not done so
 *     yet; only then is it told to
 */
public record Question(AccessRequest request, Predicate<Decision.StepUp> canStepUp) {

  /** A question whose subject cannot sign in anew. */
  public static Question of(
      Entity subject, Action action, Entity resource, Map<String, Object> context) {
    return new Question(new AccessRequest(subject, action, resource, context), stepUp -> false);
  }

  /** The same question with more context, about a person who can sign in anew. */
  public Question ofPerson(Map<String, Object> more, Predicate<Decision.StepUp> isOpen) {
    return new Question(with(more).request(), isOpen);
  }

  /** The same question with more context. */
  public Question with(Map<String, Object> more) {
    Map<String, Object> context = new LinkedHashMap<>(request.context());
    context.putAll(more);
    return new Question(
        new AccessRequest(request.subject(), request.action(), request.resource(), context),
        canStepUp);
  }
}
