package org.bailiwick.policy.cedar;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Leaves out of a record what the schema does not declare. Policies are validated against the
 * schema, so none of them can read such a member, and an asker that sends more than the policies
 * need is answered nevertheless.
 *
 * @param schema the schema in Cedar's JSON format
 * @param namespace in which names without a namespace are looked for
 */
public record DeclaredMembers(JsonNode schema, String namespace) {
  private static final int MOST_REFERENCES = 16;

  /** The members of an entity of this type of the namespace. */
  public Map<String, Object> ofEntity(String type, Map<String, Object> attributes) {
    return of(schema.path(namespace).path("entityTypes").path(type).path("shape"), attributes);
  }

  /** The members of the context of this action of the namespace. */
  public Map<String, Object> ofContext(String action, Map<String, Object> context) {
    return of(context(action), context);
  }

  /** The names of the members that the context of this action can have, in alphabetical order. */
  public Set<String> namesOfContext(String action) {
    Set<String> names = new TreeSet<>();
    record(context(action)).path("attributes").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private JsonNode context(String action) {
    return schema.path(namespace).path("actions").path(action).path("appliesTo").path("context");
  }

  private Map<String, Object> of(JsonNode type, Map<?, ?> values) {
    JsonNode attributes = record(type).path("attributes");
    Map<String, Object> declared = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          JsonNode member = attributes.path(String.valueOf(name));
          if (!member.isMissingNode()) {
            declared.put(
                String.valueOf(name),
                value instanceof Map<?, ?> nested && isRecord(member) ? of(member, nested) : value);
          }
        });
    return declared;
  }

  private boolean isRecord(JsonNode type) {
    return record(type).path("type").asText().equals("Record");
  }

  /** The record itself where a name stands for it. */
  private JsonNode record(JsonNode type) {
    JsonNode found = type;
    for (int i = 0; i < MOST_REFERENCES; i++) {
      String kind = found.path("type").asText();
      String name = kind.equals("EntityOrCommon") ? found.path("name").asText() : kind;
      JsonNode common = common(name);
      if (common.isMissingNode()) {
        return found;
      }
      found = common;
    }
    return found;
  }

  private JsonNode common(String name) {
    int end = name.lastIndexOf("::");
    String space = end < 0 ? namespace : name.substring(0, end);
    String base = end < 0 ? name : name.substring(end + 2);
    return schema.path(space).path("commonTypes").path(base);
  }
}
