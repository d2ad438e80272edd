package org.bailiwick.broker.database;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonPointer;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.AssetMembers;

/**
 * A parameter of a statement, and where the input has its value.
 *
 * @param pointer JSON Pointer (RFC 6901) into the input
 * @param longest most characters of the value's text
 * @param optional whether the value may be null or missing, which is SQL's null then
 */
record Parameter(
    String name, JsonPointer pointer, ParameterType type, int longest, boolean optional) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final Set<String> KNOWN = Set.of("name", "pointer", "type", "max", "optional");
  private static final int USUAL_LENGTH = 10_000;
  private static final int MOST_LENGTH = 1_000_000;

  /** Reads the object of an asset file; {@code place} is for faults. */
  static Parameter read(String place, JsonObject object) {
    AssetMembers members = AssetMembers.of(place + ": a parameter", object, KNOWN);
    String name = members.text("name");
    if (!NAME.matcher(name).matches()) {
      throw members.fault("name", "is not a name of a-z, 0-9 and _");
    }
    ParameterType type =
        ParameterType.find(members.text("type"))
            .orElseThrow(
                () ->
                    members.fault(
                        "type",
                        "is not text, integer, number, boolean, uuid, timestamp, date or json"));
    return new Parameter(
        name,
        pointer(members),
        type,
        members.number("max", USUAL_LENGTH, MOST_LENGTH),
        object.getBoolean("optional", false));
  }

  private static JsonPointer pointer(AssetMembers members) {
    try {
      String text = members.text("pointer");
      if (text.startsWith("/")) {
        return Json.createPointer(text);
      }
    } catch (JsonException ignored) {
      // refused below
    }
    throw members.fault("pointer", "is not a JSON Pointer that begins with a slash");
  }

  /**
   * The value to be bound; empty is null.
   *
   * @throws InputFault if the input has no value of the type here
   */
  Optional<Object> value(JsonStructure input) {
    JsonValue json = find(input);
    if (json.equals(JsonValue.NULL)) {
      if (optional) {
        return Optional.empty();
      }
      throw new InputFault("input-value-missing");
    }
    if (json.toString().length() > longest + 2) {
      throw new InputFault("input-value-too-long");
    }
    return Optional.of(type.value(json).orElseThrow(() -> new InputFault("input-value-type")));
  }

  private JsonValue find(JsonStructure input) {
    try {
      return pointer.containsValue(input) ? pointer.getValue(input) : JsonValue.NULL;
    } catch (JsonException e) { // it leads through a value that is not an object or array
      return JsonValue.NULL;
    }
  }
}
