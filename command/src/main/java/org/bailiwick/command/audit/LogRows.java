package org.bailiwick.command.audit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayDeque;
import java.util.Optional;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorClient;

/**
 * Reads the rows of one component's log in order, page by page; all of them or those of one
 * request. At the end of the log it can be asked again later for new rows.
 */
final class LogRows {
  private final Component component;
  private final Source source;
  private final ArrayDeque<JsonObject> page = new ArrayDeque<>();
  private long next;

  /** Returns the answer to {@code GET /v1/audit} from this row on. */
  @FunctionalInterface
  interface Source {
    JsonObject page(long from);
  }

  LogRows(Component component, Source source, long from) {
    this.component = component;
    this.source = source;
    this.next = from;
  }

  /** Reads from a running node; the request is empty for all rows. */
  static LogRows of(Component component, OperatorClient node, Optional<String> request, long from) {
    String query = request.map(id -> "&request=" + id).orElse("");
    return new LogRows(component, at -> node.get("/v1/audit?from=" + at + query), from);
  }

  /** Skips the rows that the log has already. */
  void skipToEnd() {
    page.clear();
    next = Math.max(next, source.page(next).getJsonNumber("last").longValueExact() + 1);
  }

  /** The next row, which is not consumed; empty at the present end. */
  Optional<JsonObject> peek() {
    while (page.isEmpty()) {
      JsonObject answer = source.page(next);
      page.addAll(answer.getJsonArray("entries").getValuesAs(JsonObject.class));
      long following = answer.getJsonNumber("next").longValueExact();
      boolean ended = following == next;
      next = following;
      if (page.isEmpty() && (ended || next > answer.getJsonNumber("last").longValueExact())) {
        return Optional.empty();
      }
    }
    return Optional.of(page.peek());
  }

  /** Consumes the next row and returns it with the component's name. */
  JsonObject take() {
    JsonObjectBuilder named = Json.createObjectBuilder().add("component", component.token());
    page.remove().forEach(named::add);
    return named.build();
  }
}
