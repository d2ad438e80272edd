package org.bailiwick.node.valuetype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeFileTest {
  private static final String BOOKING =
      """
      {"type": "object", "required": ["amount"], "additionalProperties": false,
       "properties": {"amount": {"type": "number", "exclusiveMinimum": 0},
                      "text": {"type": "string", "maxLength": 20, "pattern": "^(a|b|ab)*$"},
                      "day": {"type": "string", "format": "date"},
                      "next": {"$ref": "#"}}}
      """;

  @TempDir Path folder;

  private ValueType read(String name, String schema) throws IOException {
    Path file = folder.resolve(name + ".json");
    Files.writeString(file, "{\"type\": \"" + name + "\", \"schema\": " + schema + "}");
    return ValueTypeFile.read(file);
  }

  private void refuses(String schema, String reason) {
    assertThatThrownBy(() -> read("booking@1", schema))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void acceptsTheValuesOfTheTypeOnly() throws IOException {
    ValueType booking = read("booking@1", BOOKING);
    assertThat(booking.fault("{\"amount\": 12.50, \"day\": \"2026-11-30\"}")).isEmpty();
    assertThat(booking.fault("{\"amount\": 1, \"next\": {\"amount\": 2}}")).isEmpty();
    assertThat(booking.fault("{}")).hasValue("/required");
    assertThat(booking.fault("{\"amount\": \"1\"}")).hasValue("/properties/amount/type");
    assertThat(booking.fault("{\"amount\": 1, \"more\": 1}")).hasValue("/additionalProperties");
    assertThat(booking.fault("{\"amount\": 1, \"day\": \"tomorrow\"}"))
        .hasValue("/properties/day/format");
    assertThat(booking.fault("{\"amount\": 1, \"next\": {}}")).isPresent();
  }

  /** Two readers of a repeated member could see different values. */
  @Test
  void aRepeatedMemberIsNoValue() throws IOException {
    assertThat(read("booking@1", BOOKING).fault("{\"amount\": 1, \"amount\": 2}"))
        .hasValue("not-json");
    assertThat(read("booking@1", BOOKING).fault("{\"amount\": 1} {}")).hasValue("not-json");
  }

  /** The digits of a number are not rounded before they are compared. */
  @Test
  void numbersKeepTheirDigits() throws IOException {
    ValueType type = read("amount@1", "{\"maximum\": 10000000000000000}");
    assertThat(type.fault("10000000000000000.0001")).isPresent();
    assertThat(type.fault("10000000000000000")).isEmpty();
  }

  /** Threat 55 in small: a text that makes an expression search for years. */
  @Test
  void aSearchHasAnEnd() throws IOException {
    ValueType type = read("text@1", "{\"type\": \"string\", \"pattern\": \"^(.*a){12}c\"}");
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThat(type.fault("\"" + "a".repeat(200) + "b\"")).hasValue("not-evaluated"));
  }

  /** A schema is whole in its file, so that reading it makes the node fetch nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"$ref\": \"https://example.com/schema\"}",
        "{\"$ref\": \"file:///etc/passwd\"}",
        "{\"$ref\": \"other.json\"}",
        "{\"properties\": {\"a\": {\"$ref\": \"other.json#/a\"}}}",
      })
  void refusesReferencesThatLeaveTheFile(String schema) {
    refuses(schema, "$ref");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$vocabulary", "requried"})
  void refusesOtherKeywords(String keyword) {
    refuses("{\"" + keyword + "\": \"https://example.com/\"}", keyword);
  }

  @Test
  void refusesWhatIsNoSchema() {
    refuses("{\"type\": \"strng\"}", "/type");
    refuses("{\"properties\": {\"a\": 1}}", "properties");
    refuses("{\"properties\": {\"a\": {\"pattern\": \"(\"}}}", "/properties/a/pattern");
    refuses("{\"$ref\": \"#/$defs/none\"}", "reference");
    refuses("{\"format\": \"color\"}", "format");
    refuses("{\"$schema\": \"http://json-schema.org/draft-04/schema#\"}", "$schema");
    refuses("{\"$ref\": \"#\"}", "back to itself");
  }

  @Test
  void refusesAFileOfAnotherNameOrForm() throws IOException {
    Path file = folder.resolve("other@1.json");
    Files.writeString(file, "{\"type\": \"booking@1\", \"schema\": {}}");
    assertThatThrownBy(() -> ValueTypeFile.read(file)).hasMessageContaining("name");
    Files.writeString(file, "{\"type\": \"other@1\", \"schema\": {}, \"more\": 1}");
    assertThatThrownBy(() -> ValueTypeFile.read(file)).hasMessageContaining("members");
    Files.writeString(file, "{\"type\": \"Other\", \"schema\": {}}");
    assertThatThrownBy(() -> ValueTypeFile.read(file)).hasMessageContaining("name@version");
    Files.writeString(
        file, "{\"type\": \"other@1\", \"schema\": {\"title\": \"" + "x".repeat(70_000) + "\"}}");
    assertThatThrownBy(() -> ValueTypeFile.read(file)).hasMessageContaining("octets");
  }
}
