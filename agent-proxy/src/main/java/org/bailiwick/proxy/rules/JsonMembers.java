package org.bailiwick.proxy.rules;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/** Reads the members of a JSON object, and refuses unknown members and wrong types. */
public final class JsonMembers {
  private final JsonObject object;

  private JsonMembers(JsonObject object) {
    this.object = object;
  }

  /**
   * The JSON value of the text, or empty if the text is not exactly one value. Two members of one
   * name also give empty, because the agent could use the one that was not checked.
   */
  public static Optional<JsonValue> json(String text) {
    try {
      return Optional.of(StrictJson.value(text));
    } catch (ProblemException e) {
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
        .orElseThrow(() -> Refusals.malformed("member-missing", "There is no member " + name));
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

  /** A positive ISO 8601 duration of at most {@code longest}; any other is refused. */
  Optional<Duration> duration(String name, String check, Duration longest) {
    Optional<String> text = optionalText(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      Duration duration = Duration.parse(text.get());
      if (duration.isPositive() && duration.compareTo(longest) <= 0) {
        return Optional.of(duration);
      }
    } catch (DateTimeException ignored) {
      // refused below
    }
    throw Refusals.malformed(check, name + " must be a positive duration of at most " + longest);
  }

  /** Whether the member is true; false if there is none. */
  boolean flag(String name) {
    JsonValue value = object.getOrDefault(name, JsonValue.FALSE);
    if (value != JsonValue.TRUE && value != JsonValue.FALSE) {
      throw Refusals.malformed("member-form", name + " is neither true nor false");
    }
    return value == JsonValue.TRUE;
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
