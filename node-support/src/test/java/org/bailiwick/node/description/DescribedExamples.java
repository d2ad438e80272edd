package org.bailiwick.node.description;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The examples in the description of a module's interface, each held against the schema of which it
 * is an example.
 */
public final class DescribedExamples {
  private static final Path DESCRIPTION = Path.of("src/main/resources/META-INF/openapi.yaml");
  private static final Set<String> METHODS = Set.of("get", "post", "put", "delete", "patch");
  private static final String COMPONENTS = "components";
  private static final String CONTENT = "content";
  private static final String EXAMPLES = "examples";
  private static final String SCHEMA = "schema";

  private final JsonNode document;
  private int compared;
  private final List<String> faults = new ArrayList<>();
  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private DescribedExamples(JsonNode document) {
    this.document = document;
  }

  /** The bodies in JSON, and forms, without example, and the examples that break their schema. */
  public static List<String> faults() {
    try {
      JsonNode read = new ObjectMapper(new YAMLFactory()).readTree(DESCRIPTION.toFile());
      DescribedExamples examples = new DescribedExamples(read);
      examples.compare();
      if (examples.compared == 0) {
        examples.faults.add("the description has no examples");
      }
      return examples.faults;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compare() {
    for (Map.Entry<String, JsonNode> schema : component("schemas").properties()) {
      for (JsonNode example : schema.getValue().path(EXAMPLES)) {
        compare(schema.getKey(), schema.getValue(), example);
      }
    }
    component("responses")
        .properties()
        .forEach(each -> bodies(each.getKey(), each.getValue().path(CONTENT)));
    for (JsonNode path : document.path("paths")) {
      for (Map.Entry<String, JsonNode> operation : path.properties()) {
        if (METHODS.contains(operation.getKey())) {
          operation(operation.getValue());
        }
      }
    }
  }

  private JsonNode component(String kind) {
    return document.path(COMPONENTS).path(kind);
  }

  private void operation(JsonNode operation) {
    String name = operation.path("operationId").asText();
    bodies(name + " request", operation.path("requestBody").path(CONTENT));
    operation
        .path("responses")
        .properties()
        .forEach(each -> bodies(name + " " + each.getKey(), each.getValue().path(CONTENT)));
  }

  private void bodies(String where, JsonNode content) {
    for (Map.Entry<String, JsonNode> body : content.properties()) {
      String type = body.getKey();
      if (type.endsWith("json") || type.endsWith("x-www-form-urlencoded")) {
        List<JsonNode> examples = examples(body.getValue());
        if (examples.isEmpty()) {
          faults.add(where + " " + type + " has no example");
        }
        examples.forEach(each -> compare(where + " " + type, body.getValue().path(SCHEMA), each));
      }
    }
  }

  /** Those of the body itself, or else of the schema that it names. */
  private List<JsonNode> examples(JsonNode body) {
    List<JsonNode> examples = new ArrayList<>();
    for (JsonNode example : body.path(EXAMPLES)) {
      JsonNode named = example.has("$ref") ? named(EXAMPLES, example) : example;
      examples.add(named.path("value"));
    }
    if (examples.isEmpty() && body.path(SCHEMA).has("$ref")) {
      named("schemas", body.path(SCHEMA)).path(EXAMPLES).forEach(examples::add);
    }
    return examples;
  }

  private JsonNode named(String kind, JsonNode reference) {
    String text = reference.path("$ref").asText();
    return component(kind).path(text.substring(text.lastIndexOf('/') + 1));
  }

  private void compare(String where, JsonNode schema, JsonNode example) {
    compared++;
    ObjectNode whole = schema.deepCopy();
    whole.set(COMPONENTS, document.path(COMPONENTS)); // to which its references lead
    for (Error error : schemas.getSchema(whole).validate(example)) {
      faults.add(where + ": " + error);
    }
  }
}
