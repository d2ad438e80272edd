package org.bailiwick.broker.input;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonPointer;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.outbound.BackEndFault;

/** A part of the input, or a value that the file fixes. */
public final class InputPart {
  private final String pointer;
  private final Optional<JsonPointer> read;
  private final Optional<JsonValue> fixed;

  private InputPart(String pointer, Optional<JsonPointer> read, Optional<JsonValue> fixed) {
    this.pointer = pointer;
    this.read = read;
    this.fixed = fixed;
  }

  /**
   * The part that a text names as JSON Pointer, or the value in an object with the member {@code
   * value}.
   *
   * @param place names the place in the file, for faults
   */
  public static InputPart parse(String place, JsonValue given) {
    if (given instanceof JsonString text) {
      return pointer(place, text.getString());
    }
    if (given instanceof JsonObject object) {
      AssetMembers.of(place, object, Set.of("value"));
      return Optional.ofNullable(object.get("value"))
          .map(value -> new InputPart("", Optional.empty(), Optional.of(value)))
          .orElseThrow(() -> new IllegalArgumentException(place + ": value is missing"));
    }
    throw new IllegalArgumentException(place + ": is not a JSON Pointer or a value");
  }

  private static InputPart pointer(String place, String text) {
    try {
      return new InputPart(text, Optional.of(Json.createPointer(text)), Optional.empty());
    } catch (JsonException e) {
      throw new IllegalArgumentException(place + ": is not a JSON Pointer: " + text, e);
    }
  }

  /** The value; empty if the input has none, or null. */
  public Optional<JsonValue> in(JsonValue input) {
    if (fixed.isPresent()) {
      return fixed;
    }
    if (pointer.isEmpty()) {
      return Optional.of(input);
    }
    return Optional.of(input)
        .filter(JsonStructure.class::isInstance)
        .map(JsonStructure.class::cast)
        .flatMap(this::found)
        .filter(value -> value.getValueType() != JsonValue.ValueType.NULL);
  }

  private Optional<JsonValue> found(JsonStructure input) {
    try {
      return Optional.of(read.orElseThrow().getValue(input));
    } catch (JsonException e) { // there is none
      return Optional.empty();
    }
  }

  /**
   * The names on the way to it, from the top: none if the pointer is empty.
   *
   * @return empty if the file fixes the value
   */
  Optional<List<String>> way() {
    if (fixed.isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        Stream.of(pointer.split("/", -1))
            .skip(1)
            .map(token -> token.replace("~1", "/").replace("~0", "~"))
            .toList());
  }

  /**
   * A text, number or truth value as text.
   *
   * @throws BackEndFault input-type for an object or an array
   */
  public static String scalar(JsonValue value) {
    return switch (value) {
      case JsonString text -> text.getString();
      case JsonNumber number -> number.toString();
      case JsonValue truth
          when truth.getValueType() == JsonValue.ValueType.TRUE
              || truth.getValueType() == JsonValue.ValueType.FALSE ->
          truth.toString();
      default -> throw BackEndFault.refused("input-type", null);
    };
  }
}
