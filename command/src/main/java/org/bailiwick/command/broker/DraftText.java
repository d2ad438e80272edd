package org.bailiwick.command.broker;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonWriter;
import jakarta.json.stream.JsonGenerator;
import java.io.StringWriter;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bailiwick.contract.capability.Capability;

/**
 * The text of a draft. Every character that is not printable ASCII is escaped, since a description
 * by a stranger may have some that a reviewer cannot see and a model reads.
 */
final class DraftText {
  private DraftText() {}

  static String of(JsonObject draft) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer =
        Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true)).createWriter(text)) {
      writer.writeObject(draft);
    }
    return text.toString()
        .strip()
        .lines()
        .map(DraftText::visible)
        .collect(Collectors.joining("\n"));
  }

  /** The line with its other characters as JSON escapes them. */
  static String visible(String line) {
    StringBuilder visible = new StringBuilder();
    line.chars()
        .forEach(
            unit -> {
              if (unit >= ' ' && unit <= '~') {
                visible.append((char) unit);
              } else {
                visible.append("\\u%04x".formatted(unit));
              }
            });
    return visible.toString();
  }

  /** The capabilities of an option, by the names of operations or tools. */
  static Map<String, Capability> capabilities(Map<String, String> texts) {
    Map<String, Capability> capabilities = new TreeMap<>();
    texts.forEach((name, text) -> capabilities.put(name, Capability.parse(text)));
    return capabilities;
  }
}
