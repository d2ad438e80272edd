package org.bailiwick.policy.authzen;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.ApplicationQuestion;
import org.bailiwick.policy.application.KnownEntities;

/**
 * Answers questions about one application. The properties of an action are the member {@code
 * action} of the context that policies read. The member {@code approval} is never the asker's: it
 * is absent, or {@code true} by {@link #approved}.
 */
public final class ApplicationEvaluator implements Evaluator {

  /** The reason when the domain knows no such agent, or whatever the built-in type is. */
  public static final String ENTITY_NOT_KNOWN = "entity-not-known";

  /** The most candidates that one page of a search looks at. */
  public static final int MOST_CANDIDATES = 2_000;

  /**
   * The member of the context by which an asker names an approval (AuthZEN profile for access
   * requests), and by which policies read that a person has approved the question.
   */
  public static final String APPROVAL = "approval";

  private static final String ACTION = "action";

  private final ApplicationDecisions decisions;
  private final String application;
  private final KnownEntities known;

  public ApplicationEvaluator(
      ApplicationDecisions decisions, String application, KnownEntities known) {
    this.decisions = decisions;
    this.application = application;
    this.known = known;
  }

  @Override
  public EvaluationAnswer answer(Evaluation question) {
    return answer(question, Map.of());
  }

  /** The same if a person has approved this question, which the caller has verified. */
  public EvaluationAnswer approved(Evaluation question) {
    return answer(question, Map.of(APPROVAL, true));
  }

  private EvaluationAnswer answer(Evaluation question, Map<String, Object> verified) {
    return AnswerContext.answer(decide(question, verified), question.context());
  }

  private Decision decide(Evaluation question, Map<String, Object> verified) {
    Optional<Entity> subject = entity(question.subject());
    Optional<Entity> resource = entity(question.resource());
    if (!decisions.applications().contains(application)) {
      return denied(DecisionPort.UNKNOWN_APPLICATION);
    }
    if (subject.isEmpty() || resource.isEmpty()) {
      return denied(ENTITY_NOT_KNOWN);
    }
    Map<String, Object> context = new LinkedHashMap<>(question.context());
    context.remove(APPROVAL);
    context.putAll(verified);
    if (!question.action().properties().isEmpty()) {
      context.put(ACTION, question.action().properties());
    }
    return decisions.decide(
        new ApplicationQuestion(
            application, subject.get(), question.action().name(), resource.get(), context));
  }

  private Decision denied(String reason) {
    return new Decision.Deny(List.of(reason), List.of(), decisions.policyVersion());
  }

  /** The asker's properties count for types of the application alone. */
  private Optional<Entity> entity(EntityReference asked) {
    return decisions.types(application).contains(asked.type())
        ? Optional.of(new Entity(asked.type(), asked.id(), asked.properties()))
        : known.of(asked.type(), asked.id());
  }

  /**
   * A page of a search. Only what the application's file lists is found, not what the domain knows
   * beside it.
   *
   * @param from the number of candidates at which earlier pages have looked
   */
  public SearchPage search(Search search, int from) {
    List<String> candidates = candidates(search);
    List<Map<String, Object>> results = new ArrayList<>();
    int at = from;
    int end = Math.min(candidates.size(), from + MOST_CANDIDATES);
    while (at < end && results.size() < search.limit()) {
      String candidate = candidates.get(at++);
      if (answer(search.about(candidate)).decision()) {
        results.add(search.result(candidate));
      }
    }
    return new SearchPage(
        results, at < candidates.size() ? OptionalInt.of(at) : OptionalInt.empty());
  }

  private List<String> candidates(Search search) {
    return search.kind() == Search.Kind.ACTION
        ? List.copyOf(decisions.actions(application))
        : decisions.entities(application, search.type()).stream().map(Entity::id).toList();
  }
}
