package org.bailiwick.ars.discovery;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.bailiwick.ars.history.RecordHistory;
import org.bailiwick.ars.records.AgentRecords.RecordState;

/**
 * A record in any state.
 *
 * @param view as discovery shows a listed one
 * @param state its state, and why it is in it
 * @param history its last changes, newest first
 */
public record WholeRecord(JsonObject view, RecordState state, List<RecordHistory.Entry> history) {

  /** The record as an answer has it. */
  public JsonObject json() {
    JsonObjectBuilder json =
        Json.createObjectBuilder(view)
            .add("state", state.state().text())
            .add("state_since", time(state.since()));
    addIfAny(json, "state_reason", state.reason());
    addIfAny(json, "state_text", state.text());
    JsonArrayBuilder changes = Json.createArrayBuilder();
    history.forEach(entry -> changes.add(change(entry)));
    return json.add("history", changes).build();
  }

  private static JsonObjectBuilder change(RecordHistory.Entry entry) {
    JsonObjectBuilder change =
        Json.createObjectBuilder()
            .add("number", entry.number())
            .add("at", time(entry.at()))
            .add("state", entry.state().toLowerCase(Locale.ROOT))
            .add("reason", entry.cause().reason().text());
    addIfAny(change, "text", entry.cause().text());
    addIfAny(change, "by", entry.cause().by());
    return change.add("serial", entry.serial());
  }

  private static void addIfAny(JsonObjectBuilder to, String name, String value) {
    if (!value.isEmpty()) {
      to.add(name, value);
    }
  }

  private static String time(Instant at) {
    return DateTimeFormatter.ISO_INSTANT.format(at);
  }
}
