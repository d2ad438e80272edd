package org.bailiwick.policy.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.PolicyRefusedException;

/**
 * Why a question was decided as it was: each policy of the action with the parts of its scope and
 * conditions, and which of them hold. Parts are evaluated by Cedar, each alone.
 *
 * @param decision the decision of the decision point
 * @param outside why the schema has no such question; empty if it has
 * @param policies by their ids
 */
public record Explanation(Decision decision, Optional<String> outside, List<Judged> policies) {

  /** Whether a part holds; unknown if it cannot be evaluated, mostly because a fact is missing. */
  public enum Holds {
    YES,
    NO,
    UNKNOWN
  }

  /**
   * A part of a policy.
   *
   * @param text the part as Cedar writes it
   * @param facts the values for which it asks, as {@code resource.status = "listed"}
   * @param missing the attributes for which it asks and which the question does not have
   * @param fault why it cannot be evaluated; empty if it can
   */
  public record Part(
      String text, Holds holds, List<String> facts, List<String> missing, String fault) {}

  /**
   * A policy, and whether it applies to the question.
   *
   * @param applies {@code UNKNOWN} if Cedar could not evaluate the whole policy, so that the
   *     decision was a denial
   * @param decided whether it is among the policies that decided
   */
  public record Judged(
      String id, boolean permits, Holds applies, boolean decided, List<Part> parts) {

    /** The parts that do not hold, or of which this cannot be said. */
    public List<Part> open() {
      return parts.stream().filter(part -> part.holds() != Holds.YES).toList();
    }

    /** Whether the policy does not apply, and just one part of it is why. */
    public boolean nearly() {
      return applies == Holds.NO && open().size() == 1;
    }
  }

  /**
   * Explains the decision about a question.
   *
   * @throws IllegalArgumentException if the question does not fit Cedar's values, so that no policy
   *     could be asked
   */
  public static Explanation of(ReviewedPolicies policies, AccessRequest question) {
    Decision decision = policies.decide(question);
    Evaluation evaluation = new Evaluation(question);
    List<Judged> judged =
        policies.of(question.action().text()).stream()
            .map(policy -> evaluation.judge(policy, decision))
            .toList();
    return new Explanation(
        decision,
        decision.reasons().contains(DecisionPort.REQUEST_NOT_IN_SCHEMA)
            ? policies.schema().fault(question)
            : Optional.empty(),
        judged);
  }

  /**
   * Explains the decision about the question in a file, which has the form of a test's question;
   * the entities that it names may stand beside it.
   *
   * @throws PolicyRefusedException if the file holds no question
   */
  public static Explanation ofFile(ReviewedPolicies policies, Path file) {
    return of(policies, QuestionJson.ofFile(file));
  }

  /** Evaluates the policies of one question. */
  private static final class Evaluation {
    private static final String WHOLE = "whole";
    private static final String CONDITION = "condition ";
    private static final List<String> SCOPE = List.of("principal", "resource");

    private final ObjectNode question;

    Evaluation(AccessRequest question) {
      this.question = QuestionJson.cedar(question);
    }

    Judged judge(ReviewedPolicy policy, Decision decision) {
      Map<String, JsonNode> permits = new LinkedHashMap<>();
      ObjectNode whole = policy.json().deepCopy();
      permits.put(WHOLE, whole.put("effect", "permit"));
      scope(SCOPE.getFirst(), policy.principal(), permits);
      scope(SCOPE.getLast(), policy.resource(), permits);
      for (JsonNode part : Expressions.conjuncts(policy)) {
        permits.put(CONDITION + permits.size(), Expressions.permit(part));
      }
      CedarTexts.Evaluated evaluated = CedarTexts.evaluate(permits, question);
      // A policy for another type is out of question, and its conditions would ask for attributes
      // that this type never has.
      boolean concerned =
          SCOPE.stream()
              .filter(permits::containsKey)
              .allMatch(variable -> holds(variable, evaluated) == Holds.YES);
      List<Part> parts = new ArrayList<>();
      permits.forEach(
          (name, permit) -> {
            if (SCOPE.contains(name) || (concerned && name.startsWith(CONDITION))) {
              parts.add(part(name, permit, evaluated));
            }
          });
      return new Judged(
          policy.id(),
          policy.permits(),
          holds(WHOLE, evaluated),
          decision.policies().contains(policy.id()),
          List.copyOf(parts));
    }

    private static void scope(String variable, JsonNode scope, Map<String, JsonNode> permits) {
      if (!scope.path("op").asText().equals("All")) {
        permits.put(variable, Expressions.permit(variable, scope));
      }
    }

    private static Holds holds(String name, CedarTexts.Evaluated evaluated) {
      if (evaluated.failed().containsKey(name)) {
        return Holds.UNKNOWN;
      }
      return evaluated.applied().contains(name) ? Holds.YES : Holds.NO;
    }

    private Part part(String name, JsonNode permit, CedarTexts.Evaluated evaluated) {
      List<String> facts = new ArrayList<>();
      List<String> missing = new ArrayList<>();
      for (JsonNode condition : permit.path("conditions")) {
        Set<List<String>> paths = Expressions.paths(ReviewedPolicy.body(condition));
        for (List<String> path : paths) {
          fact(path, facts, missing);
        }
      }
      return new Part(
          text(permit),
          holds(name, evaluated),
          facts,
          missing,
          evaluated.failed().getOrDefault(name, ""));
    }

    private void fact(List<String> path, List<String> facts, List<String> missing) {
      String root = path.getFirst();
      JsonNode value = root.equals("context") ? question.path(root) : attributes(root);
      for (String name : path.subList(1, path.size())) {
        value = value.path(name);
      }
      String text = String.join(".", path);
      if (value.isMissingNode()) {
        missing.add(text);
      } else if (path.size() > 1) {
        facts.add(text + " = " + QuestionJson.printed(value));
      } else {
        facts.add(
            root
                + " = "
                + question.path(root).path("type").asText("")
                + "::"
                + question.path(root).path("id"));
      }
    }

    private JsonNode attributes(String variable) {
      for (JsonNode entity : question.path("entities")) {
        if (entity.path("uid").equals(question.path(variable))) {
          return entity.path("attrs");
        }
      }
      return question.path("entities").path("none");
    }

    /** The condition, or the scope, of a permit that has nothing else. */
    private static String text(JsonNode permit) {
      String text = CedarTexts.text(permit).replace("\n", " ");
      int when = text.indexOf(" when { ");
      if (when >= 0) {
        return text.substring(when + " when { ".length(), text.lastIndexOf(" };"));
      }
      String scope = text.substring(text.indexOf('(') + 1, text.lastIndexOf(");"));
      return scope.replace("principal, action, ", "").replace(", action, resource", "");
    }
  }
}
