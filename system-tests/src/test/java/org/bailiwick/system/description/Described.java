package org.bailiwick.system.description;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The routes of an OpenAPI description, and what each may answer. */
public record Described(List<Route> routes) {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");

  /**
   * A path with its methods.
   *
   * @param operations the answers of each method
   */
  public record Route(String path, Map<String, Answers> operations) {
    /** The path with something in the place of each parameter. */
    public String filled() {
      return path.replaceAll("\\{[^}]*\\}", "none-of-this-name");
    }

    /** The types of JSON that a POST takes. */
    public List<String> jsonBodies() {
      return Optional.ofNullable(operations.get("POST")).stream()
          .flatMap(post -> post.bodies().stream())
          .filter(type -> type.endsWith("json"))
          .toList();
    }
  }

  /**
   * The documented answers of one method.
   *
   * @param statuses those that are listed
   * @param refusals the media types of every other answer, by "default"; empty without one
   * @param bodies the media types of the body that is taken
   */
  public record Answers(Set<String> statuses, Set<String> refusals, Set<String> bodies) {}

  static Described read(String yaml) throws JsonProcessingException {
    String json = new ObjectMapper(new YAMLFactory()).readTree(yaml).toString();
    try (JsonReader reader = Json.createReader(new StringReader(json))) {
      JsonObject document = reader.readObject();
      JsonObject paths = document.getJsonObject("paths");
      List<Route> routes = new ArrayList<>();
      paths.keySet().forEach(path -> routes.add(new Route(path, operations(document, path))));
      return new Described(routes);
    }
  }

  private static Map<String, Answers> operations(JsonObject document, String name) {
    JsonObject path = document.getJsonObject("paths").getJsonObject(name);
    Map<String, Answers> operations = new TreeMap<>();
    for (String method : METHODS) {
      if (path.containsKey(method)) {
        JsonObject responses = path.getJsonObject(method).getJsonObject("responses");
        Set<String> statuses = new TreeSet<>(responses.keySet());
        statuses.remove("default");
        operations.put(
            method.toUpperCase(Locale.ROOT),
            new Answers(
                statuses, refusals(document, responses), bodies(path.getJsonObject(method))));
      }
    }
    return operations;
  }

  private static Set<String> bodies(JsonObject operation) {
    JsonObject body = operation.getJsonObject("requestBody");
    return body == null ? Set.of() : body.getJsonObject("content").keySet();
  }

  private static Set<String> refusals(JsonObject document, JsonObject responses) {
    JsonObject refusal = responses.getJsonObject("default");
    if (refusal == null) {
      return Set.of();
    }
    String reference = refusal.getString("$ref", "");
    if (!reference.isEmpty()) {
      refusal =
          document
              .getJsonObject("components")
              .getJsonObject("responses")
              .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
    }
    return refusal.getJsonObject("content").keySet();
  }
}
