package org.bailiwick.ars.front;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.ars.discovery.WholeRecord;
import org.bailiwick.node.page.HtmlPage;
import org.bailiwick.node.page.HtmlPage.Part;

/**
 * One record as sections of the registry's page: what the authority signed, apart from it what the
 * agent says of itself, and the history. Everything is text, also what an agent sent as markup.
 */
final class RecordFacts {
  private static final String STATE = "state";
  private static final String IDENTIFIERS = "identifiers";

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

  private static final List<String> IDENTIFIER = List.of("identifier", "shown", "since");

  private static final List<String> CHANGE =
      List.of("number", "at", STATE, "reason", "text", "by", "serial");

  private RecordFacts() {}

  static void write(HtmlPage to, WholeRecord whole) {
    JsonObject record = whole.json();
    to.section("Agent " + JsonFacts.text(record.get("agent")))
        .facts(
            JsonFacts.of(
                record, Stream.of("id", STATE, "state_since", "state_reason", "state_text")))
        .part(Part.SIGNED, "What the authority signed", JsonFacts.of(record, SIGNED.stream()));
    writeIdentifiers(to, record);
    writeUnsigned(to, record);
    to.section("History").table(CHANGE, rows(record.getJsonArray("history"), CHANGE));
  }

  /** What the agent says of itself, and whether it is heard, in a frame of their own. */
  static void writeUnsigned(HtmlPage to, JsonObject record) {
    Map<String, String> said = new LinkedHashMap<>();
    for (String part : List.of("unsigned", "liveness")) {
      if (record.get(part) instanceof JsonObject own) {
        said.putAll(JsonFacts.of(own, own.keySet().stream()));
      }
    }
    if (said.isEmpty()) {
      to.paragraph("The agent says nothing of itself.");
      return;
    }
    to.part(
        Part.UNSIGNED,
        "What the agent says of itself: nobody has signed it, and no decision rests on it",
        said);
  }

  /** The other identifiers of the agent, if the registry has any. */
  private static void writeIdentifiers(HtmlPage to, JsonObject record) {
    if (record.get(IDENTIFIERS) instanceof JsonArray all && !all.isEmpty()) {
      to.section("Identifiers").table(IDENTIFIER, rows(all, IDENTIFIER));
    }
  }

  private static List<List<String>> rows(JsonArray objects, List<String> columns) {
    return objects.getValuesAs(JsonObject.class).stream()
        .map(row -> columns.stream().map(name -> JsonFacts.text(row.get(name))).toList())
        .toList();
  }
}
