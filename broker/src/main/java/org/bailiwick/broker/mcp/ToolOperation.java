package org.bailiwick.broker.mcp;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.input.InputMapping;
import org.bailiwick.broker.input.InputPart;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.Repetition;

/**
 * The tool of one capability.
 *
 * @param arguments the parts of the input, by the names of the tool's arguments; a single one
 *     without a name is all arguments
 * @param inputs all parts together
 * @param sha256 the digest of the reviewed definition
 */
record ToolOperation(
    String tool,
    Map<String, InputPart> arguments,
    InputMapping inputs,
    String sha256,
    Repetition repetition) {
  private static final Set<String> MEMBERS =
      Set.of("capability", "takes", "tool", "arguments", "sha256", "definition", "repeatable");
  private static final Pattern TOOL = Pattern.compile("[A-Za-z0-9_./-]{1,128}");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final String ALL = "";

  static ToolOperation parse(Asset asset, AssetOperation operation) {
    String place = "asset " + asset.name() + ": " + operation.capability();
    AssetMembers members = AssetMembers.of(place, operation.members(), MEMBERS);
    String tool = members.text("tool");
    if (!TOOL.matcher(tool).matches()) {
      throw members.fault("tool", "is not the name of a tool");
    }
    String sha256 = members.text("sha256");
    if (!DIGEST.matcher(sha256).matches()) {
      throw members.fault("sha256", "is not a digest in lower-case hex");
    }
    if (operation.members().containsKey("definition")
        && !ToolDefinition.of(members.object("definition")).digest().equals(sha256)) {
      throw members.fault("sha256", "is not the digest of definition");
    }
    Map<String, InputPart> arguments =
        arguments(place + ": arguments", operation.members().get("arguments"));
    return new ToolOperation(
        tool,
        arguments,
        InputMapping.of(operation, arguments.values()),
        sha256,
        repetition(members));
  }

  private static Map<String, InputPart> arguments(String place, JsonValue given) {
    Map<String, InputPart> arguments = new LinkedHashMap<>();
    switch (given) {
      case null -> {
        return arguments; // a tool without arguments
      }
      case JsonString all -> arguments.put(ALL, InputPart.parse(place, all));
      case JsonObject object ->
          object.forEach(
              (name, part) -> {
                if (name.isEmpty()) {
                  throw new IllegalArgumentException(place + " has an argument without a name");
                }
                arguments.put(name, InputPart.parse(place + "." + name, part));
              });
      default -> throw new IllegalArgumentException(place + " is not an object or a pointer");
    }
    return arguments;
  }

  private static Repetition repetition(AssetMembers members) {
    return members.optionalTruth("repeatable").orElse(false)
        ? Repetition.REPEATABLE
        : Repetition.ONCE;
  }

  /**
   * The arguments for an input; a part that the input lacks is left out, and the tool's server says
   * what it needs.
   *
   * @throws BackEndFault whose code begins with {@code input-}
   */
  JsonObject argumentsOf(String inputText) {
    JsonValue input = inputs.read(inputText);
    if (arguments.containsKey(ALL)) {
      Optional<JsonValue> all = arguments.get(ALL).in(input);
      if (all.isPresent() && all.get() instanceof JsonObject object) {
        return object;
      }
      throw BackEndFault.refused("input-type", null);
    }
    JsonObjectBuilder built = Json.createObjectBuilder();
    arguments.forEach((name, part) -> part.in(input).ifPresent(value -> built.add(name, value)));
    return built.build();
  }
}
