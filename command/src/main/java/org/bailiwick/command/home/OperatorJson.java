package org.bailiwick.command.home;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonWriter;
import jakarta.json.JsonWriterFactory;
import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import picocli.CommandLine.Model.CommandSpec;

/** Reads and prints the JSON answers of components. */
public final class OperatorJson {
  private static final JsonWriterFactory PRETTY =
      Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));

  /**
   * Control characters except the line feed, format characters, separators, and unassigned ones.
   */
  private static final Pattern STEERING =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Co}\\p{Cn}&&[^\n]]");

  private OperatorJson() {}

  public static JsonObject object(String text) {
    try {
      return StrictJson.object(text);
    } catch (ProblemException e) {
      throw new IllegalStateException("The answer is not a JSON object", e);
    }
  }

  /**
   * Prints the answer and returns the exit code 0. Characters that steer a terminal or change the
   * direction of text are written as escapes, so that nobody is shown other words than there are.
   */
  public static Integer print(CommandSpec command, JsonObject answer) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = PRETTY.createWriter(text)) {
      writer.write(answer);
    }
    command.commandLine().getOut().println(visible(text.toString().strip()));
    return 0;
  }

  /**
   * The text with escapes for such characters. In JSON they are inside of strings only, where an
   * escape means the same.
   */
  public static String visible(String json) {
    return STEERING
        .matcher(json)
        .replaceAll(
            found ->
                found
                    .group()
                    .chars()
                    .mapToObj("\\\\u%04x"::formatted)
                    .collect(Collectors.joining()));
  }
}
