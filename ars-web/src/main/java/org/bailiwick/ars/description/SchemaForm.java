package org.bailiwick.ars.description;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.PlainText;

/**
 * Checks a JSON Schema (2020-12) of a skill as far as a registry is concerned: it is kept and
 * shown, and never evaluated. So its depth is bounded, its texts are ones that can be shown, and it
 * refers to no other document, which readers would have to fetch.
 */
final class SchemaForm {
  /** The greatest depth of objects and arrays in a schema. */
  static final int MOST_DEPTH = 16;

  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

  /** The dialects that validators have built in; another one would have to be fetched. */
  private static final Pattern DIALECT =
      Pattern.compile(
          "https?://json-schema\\.org/"
              + "(schema|draft-0[3467]/schema|draft/(2019-09|2020-12)/schema)#?");

  private static final int MOST_TEXT = 4000;

  private SchemaForm() {}

  /** Returns normally when the skill has no such member or a schema in it. */
  static void require(JsonObject skill, String member) {
    JsonValue value = skill.get(member);
    if (value == null) {
      return;
    }
    if (!(value instanceof JsonObject schema)) {
      throw DescriptionForm.malformed("skills." + member, "must be an object");
    }
    require(schema, member, 1);
  }

  private static void require(JsonValue value, String member, int depth) {
    if (depth > MOST_DEPTH) {
      throw DescriptionForm.malformed(
          "skills." + member, "is nested deeper than " + MOST_DEPTH + " levels");
    }
    switch (value) {
      case JsonObject object ->
          object.forEach(
              (name, each) -> {
                requireShown(name, member);
                requireInside(name, each, member);
                require(each, member, depth + 1);
              });
      case JsonArray array -> array.forEach(each -> require(each, member, depth + 1));
      case JsonString text -> requireShown(text.getString(), member);
      default -> {
        // numbers, true, false and null can be shown
      }
    }
  }

  private static void requireInside(String name, JsonValue value, String member) {
    if (REFERENCES.contains(name)
        && value instanceof JsonString reference
        && !reference.getString().startsWith("#")) {
      throw DescriptionForm.malformed(
          "skills." + member, "refers to another document; a reference begins with #");
    }
    if (name.equals("$schema")
        && value instanceof JsonString dialect
        && !DIALECT.matcher(dialect.getString()).matches()) {
      throw DescriptionForm.malformed(
          "skills." + member, "has a $schema that is no dialect of json-schema.org");
    }
  }

  /** The dots at the ends let a text be empty, or begin and end with spaces. */
  private static void requireShown(String text, String member) {
    if (!PlainText.isText("." + text.replace('\n', ' ') + ".", MOST_TEXT)) {
      throw DescriptionForm.malformed(
          "skills." + member, "has a text with invisible characters, or one that is too long");
    }
  }
}
