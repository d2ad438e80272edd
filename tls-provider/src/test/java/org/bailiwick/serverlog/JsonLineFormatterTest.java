package org.bailiwick.serverlog;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Instant;
import java.util.ListResourceBundle;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineFormatterTest {
  private final JsonLineFormatter formatter = new JsonLineFormatter();

  private JsonObject formatted(String logger, String message) {
    return formatted(record(logger, message));
  }

  private static LogRecord record(String logger, String message) {
    LogRecord line = new LogRecord(Level.WARNING, message);
    line.setLoggerName(logger);
    line.setInstant(Instant.parse("2026-03-04T05:06:07.123456Z"));
    return line;
  }

  private JsonObject formatted(LogRecord line) {
    String text = formatter.format(line);
    assertThat(text).endsWith("}\n");
    assertThat(text.strip().chars()).noneMatch(each -> each < 0x20);
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  @Test
  void theMembersOfAnEventOfOursStandBesideTheOthers() {
    JsonObject line =
        formatted(
            "org.bailiwick.node.problem.ProblemMapper",
            "{\"event\":\"request.refused\",\"status\":403,\"check\":\"a \\\"b\\\"\"}");
    assertThat(line.getString("event")).isEqualTo("request.refused");
    assertThat(line.getInt("status")).isEqualTo(403);
    assertThat(line.getString("check")).isEqualTo("a \"b\"");
    assertThat(line).doesNotContainKey("LogMessage");
    assertThat(line.getString("Level")).isEqualTo("WARNING");
    assertThat(line.getString("Timestamp")).isEqualTo("2026-03-04T05:06:07.123Z");
    assertThat(line.getString("LoggerName")).isEqualTo("org.bailiwick.node.problem.ProblemMapper");
  }

  /** Nobody else's text becomes members, and no text breaks the line. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"event\":\"forged\",\"Level\":\"INFO\"}",
        "two\nlines\tand a \\ and a \"",
        "\u0000\u0001\u007f\u0085\u2028 \ud800 alone",
        "{0} of {1} {",
        ""
      })
  void anyOtherTextIsOneString(String text) {
    JsonObject line = formatted("com.example.Library", text);
    assertThat(line.getString("LogMessage")).isEqualTo(text);
    assertThat(line).doesNotContainKey("event");
  }

  /** A line of ours that is no object of the structured log is a text as well. */
  @ParameterizedTest
  @ValueSource(strings = {"{\"event\":\"a\"", "{\"event\":\"a\nb\"}", "plain"})
  void aTextOfOursThatIsNoEventIsAText(String text) {
    assertThat(formatted("org.bailiwick.Some", text).getString("LogMessage")).isEqualTo(text);
  }

  @Test
  void aStackTraceIsAMember() {
    LogRecord line = record("x", "failed");
    line.setThrown(new IllegalStateException("why\nso", new RuntimeException("cause")));
    JsonObject thrown = formatted(line).getJsonObject("Throwable");
    assertThat(thrown.getString("Exception")).isEqualTo("java.lang.IllegalStateException");
    assertThat(thrown.getString("StackTrace")).contains("Caused by: ", "\n\tat ");
  }

  @Test
  void aMessageOfTheServersCatalogueHasItsIdAndItsText() {
    LogRecord line = record("javax.enterprise", "CODE-1");
    line.setParameters(new Object[] {"a", 2});
    line.setResourceBundle(
        new ListResourceBundle() {
          @Override
          protected Object[][] getContents() {
            return new Object[][] {{"CODE-1", "Listener {0} has {1}"}};
          }
        });
    JsonObject formatted = formatted(line);
    assertThat(formatted.getString("MessageID")).isEqualTo("CODE-1");
    assertThat(formatted.getString("LogMessage")).isEqualTo("Listener a has 2");
  }

  @Test
  void aRecordWithoutTextAndLoggerIsALineToo() {
    assertThat(formatted(record(null, null)).getString("LogMessage")).isEmpty();
  }
}
