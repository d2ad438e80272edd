package org.bailiwick.command.audit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.ArrayDeque;
import java.util.Optional;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorClient;

/**
 * The rows of one component's log in their order, or one request's among them, read page by page.
 * At its end it may be asked again later.
 */
final class LogRows {
  private final Component component;
  private final Source source;
  private final ArrayDeque<JsonObject> page = new ArrayDeque<>();
  private long next;

  /** Answers what a node answers to {@code GET /v1/audit} from this row on. */
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

  /** Has those rows only come that are written from now on. */
  void skipToEnd() {
    page.clear();
    next = Math.max(next, source.page(next).getJsonNumber("last").longValueExact() + 1);
  }

  /** The row that comes next, which stays the next; empty at the present end. */
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

  /** The row that comes next, with the component's name in front. */
  JsonObject take() {
    JsonObjectBuilder named = Json.createObjectBuilder().add("component", component.token());
    page.remove().forEach(named::add);
    return named.build();
  }
}
