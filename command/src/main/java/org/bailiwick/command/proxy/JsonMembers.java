package org.bailiwick.command.proxy;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An object of JSON whose members are all known and of the form that is asked for. */
final class JsonMembers {
  private final JsonObject object;

  private JsonMembers(JsonObject object) {
    this.object = object;
  }

  static JsonMembers parse(String text, Set<String> known) {
    return of(
        AnswerText.json(text).orElseThrow(() -> Refusals.malformed("json", "The text is not JSON")),
        known);
  }

  static JsonMembers of(JsonValue value, Set<String> known) {
    if (!(value instanceof JsonObject object)) {
      throw Refusals.malformed("json-object", "The JSON is not an object");
    }
    for (String member : object.keySet()) {
      if (!known.contains(member)) {
        throw Refusals.malformed("member-unknown", "Only known members are read: " + known);
      }
    }
    return new JsonMembers(object);
  }

  String text(String name) {
    return optionalText(name)
        .orElseThrow(() -> Refusals.malformed("member-missing", "There is no " + name));
  }

  Optional<String> optionalText(String name) {
    return Optional.ofNullable(object.get(name)).map(value -> text(name, value));
  }

  private static String text(String name, JsonValue value) {
    if (value instanceof JsonString string) {
      return string.getString();
    }
    throw Refusals.malformed("member-form", name + " is not a string");
  }

  Optional<JsonValue> value(String name) {
    return Optional.ofNullable(object.get(name));
  }

  List<JsonValue> values(String name) {
    JsonValue value = object.getOrDefault(name, JsonValue.EMPTY_JSON_ARRAY);
    if (value instanceof JsonArray array) {
      return List.copyOf(array);
    }
    throw Refusals.malformed("member-form", name + " is not an array");
  }

  List<String> texts(String name) {
    return values(name).stream().map(value -> text(name, value)).toList();
  }
}
