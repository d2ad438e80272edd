package org.bailiwick.policy.authzen;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a search looks for (section 8): all subjects, resources or actions for which the evaluation
 * would be permitted.
 *
 * @param type of the subject or resource that is looked for; empty if actions are
 * @param subject empty if subjects are looked for; so are the others
 * @param limit the most results of a page
 * @param token of the page before, if this is not the first
 */
public record Search(
    Kind kind,
    String type,
    Optional<EntityReference> subject,
    Optional<ActionReference> action,
    Optional<EntityReference> resource,
    Map<String, Object> context,
    int limit,
    Optional<String> token) {

  /** What is looked for. */
  public enum Kind {
    SUBJECT("subject"),
    RESOURCE("resource"),
    ACTION("action");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** The word for it in messages and paths. */
    public String text() {
      return text;
    }
  }

  /** The question whether this candidate is among the results. */
  Evaluation about(String candidate) {
    return new Evaluation(
        subject.orElseGet(() -> new EntityReference(type, candidate, Map.of())),
        action.orElseGet(() -> new ActionReference(candidate, Map.of())),
        resource.orElseGet(() -> new EntityReference(type, candidate, Map.of())),
        context);
  }

  /** A result as the asker gets it. */
  Map<String, Object> result(String candidate) {
    Map<String, Object> result = new LinkedHashMap<>();
    if (kind == Kind.ACTION) {
      result.put("name", candidate);
    } else {
      result.put("type", type);
      result.put("id", candidate);
    }
    return result;
  }

  /** A text that is the same for all pages of this search and for no other search. */
  public String fingerprint() {
    Map<String, Object> query = new LinkedHashMap<>();
    query.put("kind", kind.text());
    query.put("type", type);
    query.put("limit", limit);
    query.put("context", context);
    query.put("subject", members(subject, EntityReference::type, EntityReference::id));
    query.put("resource", members(resource, EntityReference::type, EntityReference::id));
    query.put("action", members(action, ActionReference::name, each -> ""));
    subject.ifPresent(each -> query.put("subject_properties", each.properties()));
    resource.ifPresent(each -> query.put("resource_properties", each.properties()));
    action.ifPresent(each -> query.put("action_properties", each.properties()));
    return Json.canonical(query);
  }

  private static <T> Map<String, String> members(
      Optional<T> of, Function<T, String> type, Function<T, String> id) {
    return of.map(each -> Map.of("type", type.apply(each), "id", id.apply(each))).orElse(Map.of());
  }
}
