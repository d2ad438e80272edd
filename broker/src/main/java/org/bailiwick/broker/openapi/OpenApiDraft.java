package org.bailiwick.broker.openapi;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.broker.outbound.AddressRule;
import org.bailiwick.contract.capability.Capability;

/** Writes the draft of an asset file for operations of an API. */
public final class OpenApiDraft {
  private static final String JSON = "application/json";

  private final OpenApiDocument document;

  private OpenApiDraft(OpenApiDocument document) {
    this.document = document;
  }

  /**
   * Reads an OpenAPI document in JSON or YAML.
   *
   * @throws IllegalArgumentException with the reason why it cannot be used
   */
  public static OpenApiDraft of(byte[] octets) {
    return new OpenApiDraft(OpenApiDocument.parse(octets));
  }

  /**
   * The draft. Parameters become members of the input with their own names, and a body the member
   * {@code body}.
   *
   * @param operations the capability of each, by its id in the document or its method and path
   * @param url of the API; the document's if empty
   * @param addresses where the API may be
   * @throws IllegalArgumentException if an operation has what an asset file cannot express
   */
  public JsonObject file(
      String asset,
      Map<String, Capability> operations,
      Optional<String> url,
      AddressRule addresses) {
    JsonArrayBuilder drafts = Json.createArrayBuilder();
    operations.forEach((name, capability) -> drafts.add(operation(name, capability)));
    JsonObjectBuilder draft =
        Json.createObjectBuilder()
            .add("asset", asset)
            .add("kind", "api")
            .add("owner", "who answers for it")
            .add("risk", "high")
            .add(
                "url",
                url.or(document::url)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "The document names no absolute URL: name it by --url")));
    if (addresses != AddressRule.PUBLIC) {
      draft.add("options", Json.createObjectBuilder().add("addresses", addresses.toString()));
    }
    return draft
        .add("credential", new OpenApiCredential(document).of(operations.keySet()))
        .add("operations", drafts)
        .build();
  }

  private JsonObject operation(String name, Capability capability) {
    OpenApiDocument.Operation operation = document.operation(name);
    JsonObjectBuilder draft =
        Json.createObjectBuilder()
            .add("capability", capability.text())
            .add("method", operation.method())
            .add("path", operation.path());
    List<JsonObject> parameters = parameters(operation);
    Set<String> members = new HashSet<>();
    JsonArrayBuilder drafts = Json.createArrayBuilder();
    for (JsonObject parameter : parameters) {
      drafts.add(parameter(name, parameter, members));
    }
    if (!parameters.isEmpty()) {
      draft.add("parameters", drafts);
    }
    if (operation.members().containsKey("requestBody")) {
      JsonObject content =
          document.members(document.members(operation.members(), "requestBody"), "content");
      if (!content.containsKey(JSON)) {
        throw new IllegalArgumentException(name + " has a body that is not " + JSON);
      }
      draft.add("body", pointer(unused("body", members)));
    }
    return draft.build();
  }

  /** Those of the path, of which the operation may replace some. */
  private List<JsonObject> parameters(OpenApiDocument.Operation operation) {
    Map<String, JsonObject> parameters = new LinkedHashMap<>();
    List<JsonValue> all = new ArrayList<>(array(operation.item()));
    all.addAll(array(operation.members()));
    for (JsonValue each : all) {
      JsonObject parameter = document.resolved(each);
      parameters.put(
          parameter.getString("in", "") + " " + parameter.getString("name", ""), parameter);
    }
    return List.copyOf(parameters.values());
  }

  private static List<JsonValue> array(JsonObject object) {
    return object.getOrDefault("parameters", JsonValue.EMPTY_JSON_ARRAY).asJsonArray();
  }

  private JsonObject parameter(String operation, JsonObject parameter, Set<String> members) {
    String in = parameter.getString("in", "");
    String name = parameter.getString("name", "");
    String type = document.members(parameter, "schema").getString("type", "string");
    boolean exploded = parameter.getBoolean("explode", true);
    boolean usual = !parameter.containsKey("style") || usual(in, parameter.getString("style"));
    boolean expressible =
        Set.of("path", "query", "header").contains(in)
            && usual
            && !type.equals("object")
            && (!type.equals("array") || (in.equals("query") && exploded));
    if (!expressible) {
      throw new IllegalArgumentException(
          "%s has a parameter that an asset file cannot express: %s".formatted(operation, name));
    }
    JsonObjectBuilder draft =
        Json.createObjectBuilder()
            .add("in", in)
            .add("name", name)
            .add("from", pointer(unused(name, members)));
    if (!in.equals("path") && !parameter.getBoolean("required", false)) {
      draft.add("optional", true);
    }
    return draft.build();
  }

  private static boolean usual(String in, String style) {
    return style.equals(in.equals("query") ? "form" : "simple");
  }

  /** A parameter of the query may have the name of one of the path. */
  private static String unused(String name, Set<String> members) {
    String free = name;
    while (!members.add(free)) {
      free = free + "_2";
    }
    return free;
  }

  private static String pointer(String member) {
    return "/" + member.replace("~", "~0").replace("/", "~1");
  }
}
