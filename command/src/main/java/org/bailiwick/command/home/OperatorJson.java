package org.bailiwick.command.home;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonWriter;
import jakarta.json.JsonWriterFactory;
import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.util.Map;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import picocli.CommandLine.Model.CommandSpec;

/** Reads and prints the JSON answers of components. */
public final class OperatorJson {
  private static final JsonWriterFactory PRETTY =
      Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));

  private OperatorJson() {}

  public static JsonObject object(String text) {
    try {
      return StrictJson.object(text);
    } catch (ProblemException e) {
      throw new IllegalStateException("The answer is not a JSON object", e);
    }
  }

  /** Prints the answer and returns the exit code 0. */
  public static Integer print(CommandSpec command, JsonObject answer) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = PRETTY.createWriter(text)) {
      writer.write(answer);
    }
    command.commandLine().getOut().println(text.toString().strip());
    return 0;
  }
}
