package org.bailiwick.proxy.rules;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An object of JSON whose members are all known and of the form that is asked for. */
public final class JsonMembers {
  /** Refuses two members of one name, since the agent might use the one that was not checked. */
  private static final JsonParserFactory PARSERS =
      Json.createParserFactory(Map.of("org.eclipse.parsson.rejectDuplicateKeys", true));

  private final JsonObject object;

  private JsonMembers(JsonObject object) {
    this.object = object;
  }

  /** The one value that the text is, if it is one value of JSON and nothing else. */
  public static Optional<JsonValue> json(String text) {
    try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
      parser.next();
      JsonValue value = parser.getValue();
      // Numbers are read when they are needed, and may be too large then.
      boolean readable = !parser.hasNext() && !value.toString().isEmpty();
      return readable ? Optional.of(value) : Optional.empty();
    } catch (RuntimeException e) { // depth and large numbers are no JsonException to Parsson
      return Optional.empty();
    }
  }

  public static JsonMembers parse(String text, Set<String> known) {
    return of(
        json(text).orElseThrow(() -> Refusals.malformed("json", "The text is not JSON")), known);
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

  public String text(String name) {
    return optionalText(name)
        .orElseThrow(() -> Refusals.malformed("member-missing", "There is no " + name));
  }

  public Optional<String> optionalText(String name) {
    return Optional.ofNullable(object.get(name)).map(value -> text(name, value));
  }

  private static String text(String name, JsonValue value) {
    if (value instanceof JsonString string) {
      return string.getString();
    }
    throw Refusals.malformed("member-form", name + " is not a string");
  }

  public Optional<JsonValue> value(String name) {
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
