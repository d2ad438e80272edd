package org.bailiwick.command.home;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonWriter;
import jakarta.json.JsonWriterFactory;
import jakarta.json.stream.JsonGenerator;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** JSON as an operator sees it. */
public final class OperatorJson {
  private static final JsonWriterFactory PRETTY =
      Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));

  private OperatorJson() {}

  public static JsonObject object(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    } catch (JsonException e) {
      throw new IllegalStateException("The answer is not a JSON object", e);
    }
  }

  private static String pretty(JsonObject object) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = PRETTY.createWriter(text)) {
      writer.write(object);
    }
    return text.toString().strip();
  }

  /** Shows it to whoever gave the command; the exit code of a success. */
  public static Integer print(CommandSpec command, JsonObject answer) {
    command.commandLine().getOut().println(pretty(answer));
    return 0;
  }
}
