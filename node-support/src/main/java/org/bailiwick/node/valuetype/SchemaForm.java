package org.bailiwick.node.valuetype;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a reviewed schema may have of JSON Schema (draft 2020-12): keywords that the standard
 * defines, references into the same file, and a bounded number of subschemas. Everything that would
 * give a schema another identity, or that would fetch one, is refused.
 */
final class SchemaForm {
  private static final int MAX_SUBSCHEMAS = 1000;
  private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

  /** Keywords with one schema as value. */
  private static final Set<String> SCHEMA =
      Set.of(
          "items",
          "additionalProperties",
          "not",
          "if",
          "then",
          "else",
          "contains",
          "propertyNames",
          "unevaluatedItems",
          "unevaluatedProperties");

  /** Keywords with an array of schemas as value. */
  private static final Set<String> ARRAY = Set.of("allOf", "anyOf", "oneOf", "prefixItems");

  /** Keywords with an object as value, each member of which is a schema. */
  private static final Set<String> MEMBERS =
      Set.of("properties", "patternProperties", "$defs", "dependentSchemas");

  /** Keywords whose value has no schema; the form of the value is checked by the metaschema. */
  private static final Set<String> PLAIN =
      Set.of(
          "type",
          "enum",
          "const",
          "multipleOf",
          "maximum",
          "exclusiveMaximum",
          "minimum",
          "exclusiveMinimum",
          "maxLength",
          "minLength",
          "pattern",
          "maxItems",
          "minItems",
          "uniqueItems",
          "maxContains",
          "minContains",
          "maxProperties",
          "minProperties",
          "required",
          "dependentRequired",
          "title",
          "description",
          "default",
          "deprecated",
          "readOnly",
          "writeOnly",
          "examples",
          "$comment");

  private static final Set<String> FORMATS =
      Set.of(
          "date-time",
          "date",
          "time",
          "duration",
          "email",
          "hostname",
          "ipv4",
          "ipv6",
          "uri",
          "uuid");

  private static final Pattern OWN_REFERENCE = Pattern.compile("#(/.*)?");

  private int subschemas;

  private SchemaForm() {}

  /**
   * Refuses a schema that is not in this form.
   *
   * @throws IOException naming the keyword
   */
  static void require(JsonObject schema) throws IOException {
    JsonValue draft = schema.get("$schema");
    if (draft != null && !(draft instanceof JsonString text && text.getString().equals(DRAFT))) {
      throw new IOException("$schema must be " + DRAFT);
    }
    new SchemaForm().object(schema, true);
  }

  private void schema(JsonValue value, String keyword) throws IOException {
    switch (value) {
      case JsonObject object -> object(object, false);
      case JsonValue other when other.equals(JsonValue.TRUE) || other.equals(JsonValue.FALSE) ->
          count();
      default -> throw new IOException("the value of " + keyword + " is no schema");
    }
  }

  private void count() throws IOException {
    subschemas++;
    if (subschemas > MAX_SUBSCHEMAS) {
      throw new IOException("the schema has more than " + MAX_SUBSCHEMAS + " subschemas");
    }
  }

  private void object(JsonObject schema, boolean root) throws IOException {
    count();
    for (Map.Entry<String, JsonValue> member : schema.entrySet()) {
      if (!root || !member.getKey().equals("$schema")) {
        keyword(member.getKey(), member.getValue());
      }
    }
  }

  private void keyword(String keyword, JsonValue value) throws IOException {
    if (SCHEMA.contains(keyword)) {
      schema(value, keyword);
    } else if (ARRAY.contains(keyword) && value instanceof JsonArray array) {
      for (JsonValue each : array) {
        schema(each, keyword);
      }
    } else if (MEMBERS.contains(keyword) && value instanceof JsonObject members) {
      for (JsonValue each : members.values()) {
        schema(each, keyword);
      }
    } else if (keyword.equals("$ref")) {
      requireText(keyword, value, text -> OWN_REFERENCE.matcher(text).matches());
    } else if (keyword.equals("format")) {
      requireText(keyword, value, FORMATS::contains);
    } else if (!PLAIN.contains(keyword)) {
      throw new IOException("a schema here has no keyword " + keyword + " of this form");
    }
  }

  private static void requireText(String keyword, JsonValue value, Predicate<String> allowed)
      throws IOException {
    if (!(value instanceof JsonString text) || !allowed.test(text.getString())) {
      throw new IOException("the value of " + keyword + " is not one that a schema here may have");
    }
  }
}
