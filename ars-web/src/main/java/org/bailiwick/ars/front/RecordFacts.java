package org.bailiwick.ars.front;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.ars.discovery.WholeRecord;
import org.bailiwick.node.page.HtmlPage;

/**
 * One record as sections of the registry's page: what the authority signed, apart from it what the
 * agent says of itself, and the history. Everything is text, also what an agent sent as markup.
 */
final class RecordFacts {
  private static final String STATE = "state";
  private static final String UNSIGNED = "unsigned";
  private static final String LIVENESS = "liveness";

  private static final List<String> SIGNED =
      List.of(
          "agent",
          "owner",
          "capabilities",
          "locator",
          "validation_methods",
          "serial",
          "expires_at",
          "certificate_sha256");

  private static final List<String> CHANGE = List.of("at", STATE, "reason", "text", "by", "serial");

  private RecordFacts() {}

  static void write(HtmlPage to, WholeRecord whole) {
    JsonObject record = whole.json();
    to.section("Agent " + text(record.get("agent")))
        .facts(facts(record, Stream.of("id", STATE, "state_since", "state_reason", "state_text")))
        .section("What the authority signed")
        .facts(facts(record, SIGNED.stream()))
        .section("What the agent says of itself")
        .paragraph("Nobody has signed this, and no decision rests on it.");
    writeUnsigned(to, record);
    to.section("History")
        .table(
            CHANGE,
            record.getJsonArray("history").getValuesAs(JsonObject.class).stream()
                .map(change -> CHANGE.stream().map(name -> text(change.get(name))).toList())
                .toList());
  }

  private static void writeUnsigned(HtmlPage to, JsonObject record) {
    if (!record.containsKey(UNSIGNED) && !record.containsKey(LIVENESS)) {
      to.paragraph("It says nothing.");
    }
    for (String part : List.of(UNSIGNED, LIVENESS)) {
      if (record.get(part) instanceof JsonObject said) {
        to.facts(facts(said, said.keySet().stream()));
      }
    }
  }

  private static Map<String, String> facts(JsonObject from, Stream<String> names) {
    Map<String, String> facts = new LinkedHashMap<>();
    names.filter(from::containsKey).forEach(name -> facts.put(name, text(from.get(name))));
    return facts;
  }

  private static String text(JsonValue value) {
    return switch (value) {
      case null -> "";
      case JsonString string -> string.getString();
      case JsonArray array ->
          array.stream().map(RecordFacts::text).collect(Collectors.joining(", "));
      default -> value.toString();
    };
  }
}
