package org.bailiwick.aca.comparison;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;

/** A row of the audit log, with the columns that the comparison needs. */
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

  /** The details are parsed at the first call, since many events are compared without them. */
  Optional<String> detail(String name) {
    if (details == null) {
      details = read(detailsText);
    }
    return Optional.ofNullable(details.getString(name, null));
  }

  /** The detail of this name, or an empty text. */
  String text(String name) {
    return detail(name).orElse("");
  }

  static JsonObject read(String object) {
    return StrictJson.object(object);
  }
}
