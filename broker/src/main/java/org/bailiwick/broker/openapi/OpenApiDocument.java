package org.bailiwick.broker.openapi;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/** An OpenAPI document, of which references are followed within the document. */
final class OpenApiDocument {
  private static final int LONGEST = 5 * 1024 * 1024;
  private static final int MOST_REFERENCES = 10;
  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

  private final JsonObject root;

  private OpenApiDocument(JsonObject root) {
    this.root = root;
  }

  /**
   * An operation with the path item that it stands in.
   *
   * @param method in upper case
   */
  record Operation(String method, String path, JsonObject item, JsonObject members) {}

  /**
   * Reads JSON or YAML.
   *
   * @throws IllegalArgumentException with the reason why it cannot be used
   */
  static OpenApiDocument parse(byte[] octets) {
    if (octets.length > LONGEST) {
      throw new IllegalArgumentException("The document is longer than 5 MiB");
    }
    JsonObject root = object(octets);
    String version = root.getString("openapi", "");
    if (!version.startsWith("3.0.") && !version.startsWith("3.1.")) {
      throw new IllegalArgumentException("The document is not of OpenAPI 3.0 or 3.1");
    }
    return new OpenApiDocument(root);
  }

  private static JsonObject object(byte[] octets) {
    try {
      String text = StrictJson.text(octets);
      return StrictJson.object(text.stripLeading().startsWith("{") ? text : json(text));
    } catch (ProblemException e) {
      throw new IllegalArgumentException("The document cannot be read: " + e.detail(), e);
    } catch (IOException e) { // its message quotes the document, which the operator has
      throw new IllegalArgumentException("The document is neither JSON nor YAML", e);
    }
  }

  private static String json(String yaml) throws IOException {
    YAMLMapper reader =
        YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    return new JsonMapper().writeValueAsString(reader.readTree(yaml));
  }

  /** The operation with this {@code operationId}, or of a method and path: {@code GET /orders}. */
  Operation operation(String name) {
    for (var path : members(root, "paths").entrySet()) {
      JsonObject item = resolved(path.getValue());
      for (String method : METHODS) {
        if (item.get(method) instanceof JsonObject members
            && (name.equals(members.getString("operationId", ""))
                || name.equals(method.toUpperCase(Locale.ROOT) + " " + path.getKey()))) {
          return new Operation(method.toUpperCase(Locale.ROOT), path.getKey(), item, members);
        }
      }
    }
    throw new IllegalArgumentException("The document has no operation " + name);
  }

  /** The URL of the first server, if it is absolute. */
  Optional<String> url() {
    return root.getOrDefault("servers", JsonValue.EMPTY_JSON_ARRAY).asJsonArray().stream()
        .findFirst()
        .map(server -> server.asJsonObject().getString("url", ""))
        .filter(url -> url.matches("https?://[^{}]*"));
  }

  /**
   * The security requirements of the operation, or else of the document, by the names of their
   * schemes: one of the elements has to be met, with all its schemes. Empty if there is none.
   */
  List<Set<String>> requirements(Operation operation) {
    JsonValue required = operation.members().getOrDefault("security", root.get("security"));
    return required == null
        ? List.of()
        : required.asJsonArray().stream().map(each -> each.asJsonObject().keySet()).toList();
  }

  /** The security scheme of this name. */
  JsonObject scheme(String name) {
    JsonObject schemes = members(members(root, "components"), "securitySchemes");
    if (!schemes.containsKey(name)) {
      throw new IllegalArgumentException("The document has no security scheme " + name);
    }
    return resolved(schemes.get(name));
  }

  /** The member as an object; an empty one if it is absent. */
  JsonObject members(JsonObject object, String name) {
    JsonValue value = object.get(name);
    return value == null ? JsonValue.EMPTY_JSON_OBJECT : resolved(value);
  }

  /** The object itself, or the one that it refers to. */
  JsonObject resolved(JsonValue value) {
    JsonValue found = value;
    for (int i = 0; i < MOST_REFERENCES; i++) {
      if (!(found instanceof JsonObject object)) {
        throw new IllegalArgumentException("The document has no object where one belongs");
      }
      if (!(object.get("$ref") instanceof JsonString reference)) {
        return object;
      }
      found = target(reference.getString());
    }
    throw new IllegalArgumentException("References lead to references without end");
  }

  private JsonValue target(String reference) {
    if (!reference.startsWith("#/")) {
      throw new IllegalArgumentException("A reference leads out of the document: " + reference);
    }
    try {
      return Json.createPointer(reference.substring(1)).getValue(root);
    } catch (JsonException e) {
      throw new IllegalArgumentException("A reference leads nowhere: " + reference, e);
    }
  }
}
