package org.bailiwick.policy.review;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.policy.AccessRequest;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.PolicyRefusedException;

/**
 * A row {@code <action>.decided} of an audit log. The details have the attributes of subject,
 * resource and context as JSON. Rows of older nodes do not have the types of subject and resource.
 */
record RecordedDecision(JsonNode row, JsonNode details, String action) {
  private static final String EVENT_SUFFIX = ".decided";

  /** The reason of a permit that the node did not enforce, because it did not know its duty. */
  private static final String OBLIGATION_UNKNOWN = "obligation-unknown";

  /** The decision in a row; empty if the row records something else than a policy's decision. */
  static Optional<RecordedDecision> of(String row) {
    JsonNode json = parse(row);
    String event = json.path("event").asText();
    if (!event.endsWith(EVENT_SUFFIX)) {
      return Optional.empty();
    }
    JsonNode details = details(json.path("details"));
    if (!details.has("policy_version")) {
      return Optional.empty();
    }
    return Optional.of(
        new RecordedDecision(
            json, details, event.substring(0, event.length() - EVENT_SUFFIX.length())));
  }

  /** The details are text in the row's JSON, or an object. */
  private static JsonNode details(JsonNode details) {
    return details.isTextual() && details.asText().startsWith("{")
        ? parse(details.asText())
        : details;
  }

  private static JsonNode parse(String json) {
    try {
      return QuestionJson.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new PolicyRefusedException("a row of the audit log is not JSON", e);
    }
  }

  String requestId() {
    return row.path("request_id").asText();
  }

  /** What policies answered then; not what the node made of it. */
  Changes.Outcome outcome() {
    List<String> reasons = words("reasons");
    if (reasons.contains(OBLIGATION_UNKNOWN)) {
      return new Changes.Outcome(true, List.of(), words("obligations"));
    }
    return new Changes.Outcome(
        row.path("outcome").asText().equals("GRANTED"), reasons, words("obligations"));
  }

  /** Whether only the permit is known, and not its reasons. */
  boolean lacksReasons() {
    return words("reasons").contains(OBLIGATION_UNKNOWN);
  }

  private List<String> words(String member) {
    String text = details.path(member).asText("");
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1)).stream().sorted().toList();
  }

  /**
   * The questions that may have been asked: one for each pair of types that the attributes fit.
   *
   * @throws PolicyRefusedException if none can have been, with the reason
   */
  List<AccessRequest> questions(SchemaTypes schema) {
    Action asked = ReviewedPolicies.action(action);
    SchemaTypes.Applies applies = schema.actions().get(action);
    if (asked == null || applies == null) {
      throw new PolicyRefusedException("the action is not in the schema");
    }
    Map<String, Object> context = attributes("context");
    requireFit("the context", applies.context(), context);
    List<AccessRequest> questions = new ArrayList<>();
    for (Entity subject : entities("subject", applies.principals(), schema)) {
      for (Entity resource : entities("resource", applies.resources(), schema)) {
        questions.add(new AccessRequest(subject, asked, resource, context));
      }
    }
    return questions;
  }

  private List<Entity> entities(String member, List<String> types, SchemaTypes schema) {
    String recorded = details.path(member + "_type").asText("");
    Map<String, Object> attributes = attributes(member);
    List<Entity> entities = new ArrayList<>();
    String unfit = "no type of the action is " + recorded;
    for (String type : types) {
      SchemaTypes.Shape shape = schema.entities().get(type);
      if (shape == null || !(recorded.isEmpty() || recorded.equals(type))) {
        continue;
      }
      Optional<String> fault = shape.attributes().fault(attributes);
      if (fault.isPresent()) {
        unfit = "as " + type + " the " + member + " " + fault.get();
      } else {
        entities.add(
            new Entity(type, row.path(member).asText(), attributes, parents(member + "_in")));
      }
    }
    if (entities.isEmpty()) {
      throw new PolicyRefusedException(unfit);
    }
    return entities;
  }

  private Set<Entity> parents(String member) {
    Set<Entity> parents = new LinkedHashSet<>();
    for (Map.Entry<String, JsonNode> type : object(member).properties()) {
      type.getValue().forEach(id -> parents.add(Entity.of(type.getKey(), id.asText())));
    }
    return parents;
  }

  private Map<String, Object> attributes(String member) {
    if (!details.has(member)) {
      throw new PolicyRefusedException("the row does not have the " + member);
    }
    return QuestionJson.values(object(member), member);
  }

  private JsonNode object(String member) {
    return parse(details.path(member).asText("{}"));
  }

  private static void requireFit(
      String what, SchemaTypes.Members members, Map<String, Object> values) {
    members
        .fault(values)
        .ifPresent(
            fault -> {
              throw new PolicyRefusedException(what + " " + fault);
            });
  }
}
