package org.bailiwick.aca.comparison;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;

/** A row of the audit log, as far as the ledger is concerned. */
final class LoggedEvent {

  private final Instant at;
  private final String event;
  private final String subject;
  private final String resource;
  private final String detailsText;
  private JsonObject details;

  LoggedEvent(Instant at, String event, String subject, String resource, String detailsText) {
    this.at = at;
    this.event = event;
    this.subject = subject;
    this.resource = resource;
    this.detailsText = detailsText;
  }

  Instant at() {
    return at;
  }

  String event() {
    return event;
  }

  String subject() {
    return subject;
  }

  String resource() {
    return resource;
  }

  /** Read once, and only where something is asked of them: most events are many. */
  Optional<String> detail(String name) {
    if (details == null) {
      details = read(detailsText);
    }
    return Optional.ofNullable(details.getString(name, null));
  }

  static JsonObject read(String object) {
    return StrictJson.object(object);
  }
}
