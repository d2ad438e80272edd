package org.bailiwick.node.valuetype;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.Dialects;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * A JSON Schema (draft 2020-12) that is whole in itself. Only this class and its regular expression
 * know the library that evaluates schemas.
 */
public final class ValueSchema {

  /** The place of a value that cannot be evaluated within the bounds. */
  static final String NOT_EVALUATED = "not-evaluated";

  private static final int MAX_PLACE = 200;

  /** Numbers keep all digits; a repeated member is refused, as by every other reader. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final SchemaRegistryConfig BOUNDED =
      SchemaRegistryConfig.builder()
          .failFast(true)
          .formatAssertionsEnabled(true)
          .regularExpressionFactory(BoundedExpression::new)
          .build();

  private final String text;
  private final Schema schema;

  private ValueSchema(String text, Schema schema) {
    this.text = text;
    this.schema = schema;
  }

  /** The schema as JSON text. */
  public String text() {
    return text;
  }

  /**
   * Reads a schema.
   *
   * @throws IOException saying why it is none, or none that is permitted here
   */
  static ValueSchema of(JsonObject json) throws IOException {
    SchemaForm.require(json);
    try {
      JsonNode node = JSON.readTree(json.toString());
      requireMetaschema(node);
      Schema read = registry().getSchema(node);
      read.initializeValidators();
      ValueSchema schema = new ValueSchema(json.toString(), read);
      requireEnd(schema);
      return schema;
    } catch (SchemaException | PatternSyntaxException e) {
      throw new IOException("the schema has a reference or an expression that is not valid", e);
    }
  }

  /**
   * A reference that leads back to itself without going deeper into a value has no end. Such a
   * schema is refused where it is of all values, and otherwise has no value.
   */
  private static void requireEnd(ValueSchema schema) throws IOException {
    for (String sample : List.of("{}", "[]", "\"\"", "0", "true", "null")) {
      if (schema.fault(sample).filter(NOT_EVALUATED::equals).isPresent()) {
        throw new IOException("a reference of the schema leads back to itself");
      }
    }
  }

  /** The library reads the metaschema from its own archive, and fetches nothing. */
  private static void requireMetaschema(JsonNode schema) throws IOException {
    Schema metaschema = registry().getSchema(SchemaLocation.of(Dialects.getDraft202012().getId()));
    List<Error> errors = metaschema.validate(schema);
    if (!errors.isEmpty()) {
      throw new IOException(
          "the schema is not valid at " + place(errors.getFirst().getInstanceLocation()));
    }
  }

  private static SchemaRegistry registry() {
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(BOUNDED));
  }

  /** Why a JSON text is not of this schema, as {@link ValueType#fault} has it. */
  Optional<String> fault(String json) {
    try {
      return schema.validate(JSON.readTree(json)).stream()
          .findFirst()
          .map(error -> place(error.getSchemaLocation().getFragment()));
    } catch (JsonProcessingException e) {
      return Optional.of("not-json");
    } catch (BoundedExpression.TooManySteps | StackOverflowError e) {
      return Optional.of(NOT_EVALUATED);
    }
  }

  /** A place in the schema, with printable ASCII only, since it gets into logs and reasons. */
  private static String place(Object path) {
    String text = String.valueOf(path).replaceAll("[^!-~]", "?");
    return text.length() <= MAX_PLACE ? text : text.substring(0, MAX_PLACE);
  }
}
