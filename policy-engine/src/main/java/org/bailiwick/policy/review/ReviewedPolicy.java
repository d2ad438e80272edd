package org.bailiwick.policy.review;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * One policy of a folder.
 *
 * @param json its form in JSON, as Cedar documents it
 * @param text its canonical text, which comments and layout do not change
 */
record ReviewedPolicy(String action, String id, JsonNode json, String text) {
  private static final String CONDITIONS = "conditions";

  boolean permits() {
    return json.path("effect").asText().equals("permit");
  }

  JsonNode principal() {
    return json.path("principal");
  }

  JsonNode resource() {
    return json.path("resource");
  }

  Iterable<JsonNode> conditions() {
    return json.path(CONDITIONS);
  }

  /** Whether the condition is an {@code unless}, which must be false. */
  static boolean isUnless(JsonNode condition) {
    return condition.path("kind").asText().equals("unless");
  }

  static JsonNode body(JsonNode condition) {
    return condition.path("body");
  }

  /** Whether the scope has room for these types of subject and resource. */
  boolean fits(Slots shape) {
    return fits(principal(), shape.subjectType(), shape.parentTypes(Slots.PRINCIPAL))
        && fits(resource(), shape.resourceType(), shape.parentTypes(Slots.RESOURCE));
  }

  private static boolean fits(JsonNode scope, String type, List<String> parents) {
    String named = SchemaTypes.unqualified(scope.path("entity").path("type").asText());
    return switch (scope.path("op").asText()) {
      case "is" -> SchemaTypes.unqualified(scope.path("entity_type").asText()).equals(type);
      case "==" -> named.equals(type);
      case "in" -> named.equals(type) || parents.contains(named);
      default -> true;
    };
  }
}
