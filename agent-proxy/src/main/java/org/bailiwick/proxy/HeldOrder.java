package org.bailiwick.proxy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import org.bailiwick.client.transactiontoken.VerifiedTransactionToken;
import org.bailiwick.client.work.WorkOrder;

/**
 * An order that waits for the agent. The agent gets the order's id in place of the Txn-Token. The
 * id is valid only at this proxy, for this order, until the token expires.
 */
final class HeldOrder {
  private final String id;
  private final CompletableFuture<JsonValue> answer = new CompletableFuture<>();
  private volatile WorkOrder order;
  private volatile boolean taken;

  HeldOrder(String id, WorkOrder order) {
    this.id = id;
    this.order = order;
  }

  String id() {
    return id;
  }

  WorkOrder order() {
    return order;
  }

  CompletableFuture<JsonValue> answer() {
    return answer;
  }

  boolean taken() {
    return taken;
  }

  void take() {
    taken = true;
  }

  void putBack() {
    taken = false;
  }

  boolean hasEnded(Instant now) {
    return !now.isBefore(order.token().end());
  }

  boolean hasSameContent(WorkOrder other) {
    return order.capability().equals(other.capability())
        && order.input().equals(other.input())
        && order.results().equals(other.results())
        && order.resultReferences().json().equals(other.resultReferences().json());
  }

  /** Keeps the token of a repeated order if it expires later. */
  void keepLaterToken(WorkOrder again) {
    if (again.token().end().isAfter(order.token().end())) {
      order = again;
    }
  }

  /** The text with these tokens replaced, since a server may repeat them in its answer. */
  static String hidden(String text, String... tokens) {
    String shown = text;
    for (String token : tokens) {
      shown = shown.replace(token, "kept:token");
    }
    return shown;
  }

  /** The part of the order that the agent sees. */
  JsonObject shown() {
    WorkOrder now = order;
    VerifiedTransactionToken token = now.token();
    return Json.createObjectBuilder()
        .add("id", id)
        .add("capability", now.capability().text())
        .add("input", now.input())
        .add("results", now.results())
        .add("result_references", now.resultReferences().json())
        .add("idempotency_key", now.idempotencyKey())
        .add("request_id", now.requestId())
        .add("transaction", token.transaction())
        .add("caller", token.requestingWorkload().toString())
        .add("until", token.end().truncatedTo(ChronoUnit.SECONDS).toString())
        .build();
  }

  /** The text for the log. It omits the id, which gives access while the order is open. */
  String line() {
    return "capability=%s key=%s request=%s"
        .formatted(order.capability().text(), order.idempotencyKey(), order.requestId());
  }
}
