package org.bailiwick.broker.directory;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.input.InputMapping;
import org.bailiwick.broker.input.InputPart;
import org.bailiwick.broker.outbound.BackEndFault;

/** The parameters of an operation, and where the input has their values. */
final class DirectoryParameters {
  private static final Set<String> KNOWN = Set.of("name", "pointer", "type", "max");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final int MOST = 100;
  private static final int USUAL_LENGTH = 1000;
  private static final int MOST_LENGTH = 10_000;

  private final Map<String, Parameter> parameters;
  private final InputMapping mapping;

  private enum Type {
    TEXT,
    INTEGER,
    BOOLEAN
  }

  /** A parameter; {@code longest} counts the characters of its text. */
  private record Parameter(InputPart part, Type type, int longest) {

    /** The value as LDAP writes it (RFC 4517). */
    String value(JsonValue input) {
      JsonValue json =
          part.in(input).orElseThrow(() -> BackEndFault.refused("input-missing", null));
      String text =
          switch (type) {
            case TEXT -> text(json);
            case INTEGER -> integer(json);
            case BOOLEAN -> truth(json);
          };
      if (text.length() > longest) {
        throw BackEndFault.refused("input-too-long", null);
      }
      return text;
    }

    /** An empty value is none in LDAP, and control characters are in no name. */
    private static String text(JsonValue json) {
      if (json instanceof JsonString string
          && !string.getString().isEmpty()
          && string.getString().codePoints().noneMatch(Character::isISOControl)) {
        return string.getString();
      }
      throw BackEndFault.refused("input-type", null);
    }

    private static String integer(JsonValue json) {
      if (json instanceof JsonNumber number && number.isIntegral()) {
        return number.bigIntegerValueExact().toString();
      }
      throw BackEndFault.refused("input-type", null);
    }

    private static String truth(JsonValue json) {
      return switch (json.getValueType()) {
        case TRUE -> "TRUE";
        case FALSE -> "FALSE";
        default -> throw BackEndFault.refused("input-type", null);
      };
    }
  }

  private DirectoryParameters(Map<String, Parameter> parameters, InputMapping mapping) {
    this.parameters = Map.copyOf(parameters);
    this.mapping = mapping;
  }

  /** Reads the member {@code parameters} of an operation. */
  static DirectoryParameters read(String place, AssetMembers members, AssetOperation operation) {
    Map<String, Parameter> parameters = new TreeMap<>();
    for (JsonObject each : members.objects("parameters", MOST)) {
      AssetMembers parameter = AssetMembers.of(place + ": a parameter", each, KNOWN);
      String name = parameter.text("name");
      if (!NAME.matcher(name).matches()) {
        throw parameter.fault("name", "is not a name of a-z, 0-9 and _");
      }
      if (parameters.put(name, parameter(place, parameter, each)) != null) {
        throw members.fault("parameters", "has " + name + " twice");
      }
    }
    return new DirectoryParameters(
        parameters,
        InputMapping.of(operation, parameters.values().stream().map(Parameter::part).toList()));
  }

  private static Parameter parameter(String place, AssetMembers members, JsonObject object) {
    if (!members.text("pointer").startsWith("/")) {
      throw members.fault("pointer", "is not a JSON Pointer that begins with a slash");
    }
    Type type =
        switch (members.text("type")) {
          case "text" -> Type.TEXT;
          case "integer" -> Type.INTEGER;
          case "boolean" -> Type.BOOLEAN;
          default -> throw members.fault("type", "is not text, integer or boolean");
        };
    return new Parameter(
        InputPart.parse(place + ": pointer", object.get("pointer")),
        type,
        members.number("max", USUAL_LENGTH, MOST_LENGTH));
  }

  Set<String> names() {
    return parameters.keySet();
  }

  /**
   * The values of an input by the names of their parameters.
   *
   * @throws BackEndFault whose code begins with {@code input-}
   */
  Map<String, String> values(String json) {
    JsonValue input = mapping.read(json);
    Map<String, String> values = new HashMap<>();
    parameters.forEach((name, parameter) -> values.put(name, parameter.value(input)));
    return values;
  }
}
