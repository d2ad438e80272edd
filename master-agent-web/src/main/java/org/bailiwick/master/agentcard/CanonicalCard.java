package org.bailiwick.master.agentcard;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The canonical form of a card, which is signed: RFC 8785 over what remains without values that
 * equal their default (A2A 1.0 section 8.4.1). Cards have no numbers and only ASCII characters
 * without control characters, so that sorted members are all that RFC 8785 asks for.
 */
final class CanonicalCard {

  private CanonicalCard() {}

  /**
   * The canonical forms of a card without signatures. There are two when the card has empty
   * objects: the specification keeps the entries of a map, and implementations drop all that is
   * empty.
   */
  static Set<JsonObject> forms(JsonObject card) {
    Set<JsonObject> forms = new LinkedHashSet<>();
    forms.add(sorted(card));
    forms.add(withoutEmpty(sorted(card)));
    return forms;
  }

  private static JsonObject sorted(JsonObject object) {
    JsonObjectBuilder sorted = Json.createObjectBuilder();
    new TreeMap<>(object).forEach((name, value) -> sorted.add(name, sorted(value)));
    return sorted.build();
  }

  private static JsonValue sorted(JsonValue value) {
    return switch (value.getValueType()) {
      case OBJECT -> sorted(value.asJsonObject());
      case ARRAY -> {
        JsonArrayBuilder sorted = Json.createArrayBuilder();
        value.asJsonArray().forEach(element -> sorted.add(sorted(element)));
        yield sorted.build();
      }
      case STRING -> requirePlain((JsonString) value);
      case TRUE, FALSE -> value;
      case NUMBER, NULL -> throw new IllegalArgumentException("a card has texts and flags only");
    };
  }

  private static JsonString requirePlain(JsonString text) {
    if (!text.getString().chars().allMatch(character -> character >= ' ' && character <= '~')) {
      throw new IllegalArgumentException("a card's texts are printable ASCII");
    }
    return text;
  }

  private static JsonObject withoutEmpty(JsonObject object) {
    JsonObjectBuilder left = Json.createObjectBuilder();
    for (Map.Entry<String, JsonValue> member : object.entrySet()) {
      JsonValue value = withoutEmpty(member.getValue());
      if (!isEmpty(value)) {
        left.add(member.getKey(), value);
      }
    }
    return left.build();
  }

  private static JsonValue withoutEmpty(JsonValue value) {
    return switch (value) {
      case JsonObject object -> withoutEmpty(object);
      case JsonArray array -> {
        JsonArrayBuilder left = Json.createArrayBuilder();
        array.stream()
            .map(CanonicalCard::withoutEmpty)
            .filter(element -> !isEmpty(element))
            .forEach(left::add);
        yield left.build();
      }
      default -> value;
    };
  }

  private static boolean isEmpty(JsonValue value) {
    return switch (value) {
      case JsonObject object -> object.isEmpty();
      case JsonArray array -> array.isEmpty();
      case JsonString text -> text.getString().isEmpty();
      default -> false;
    };
  }
}
