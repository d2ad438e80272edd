package org.bailiwick.ars.front;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Members of a JSON object as texts for people. */
final class JsonFacts {
  private JsonFacts() {}

  /** Those of these members that the object has, in the order of the names. */
  static Map<String, String> of(JsonObject from, Stream<String> names) {
    Map<String, String> facts = new LinkedHashMap<>();
    names.filter(from::containsKey).forEach(name -> facts.put(name, text(from.get(name))));
    return facts;
  }

  /** A value as text; nothing of it is markup, a link or an image. */
  static String text(JsonValue value) {
    return switch (value) {
      case null -> "";
      case JsonString string -> string.getString();
      case JsonArray array -> array.stream().map(JsonFacts::text).collect(Collectors.joining(", "));
      default -> value.toString();
    };
  }
}
