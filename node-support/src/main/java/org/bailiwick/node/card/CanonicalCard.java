package org.bailiwick.node.card;

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
import org.bailiwick.node.json.CanonicalJson;

/**
 * The canonical form of an agent card, which is signed: RFC 8785 over what remains without values
 * that equal their default (A2A 1.0 section 8.4.1). The caller leaves defaults out of the card.
 */
final class CanonicalCard {

  private CanonicalCard() {}

  /**
   * The canonical forms of a card without signatures. There are two when something in the card is
   * empty: the specification keeps the entries of a map and the parameters of an extension, and
   * implementations drop all that is empty.
   *
   * @throws org.bailiwick.contract.problem.ProblemException malformed-request for a number that has
   *     no canonical form
   */
  static Set<String> forms(JsonObject card) {
    Set<String> forms = new LinkedHashSet<>();
    forms.add(CanonicalJson.of(card));
    forms.add(CanonicalJson.of(withoutEmpty(card)));
    return forms;
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
      default -> value == JsonValue.NULL;
    };
  }
}
