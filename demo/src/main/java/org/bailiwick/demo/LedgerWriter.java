package org.bailiwick.demo;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import org.bailiwick.client.work.Work;
import org.bailiwick.client.work.WorkOrder;

/**
 * Books the results of earlier steps, and calls another agent that writes a receipt. The members
 * {@code invoices} and {@code rates} of the input may name these steps; by default the steps have
 * these names.
 */
final class LedgerWriter implements Work {
  private final BookingStore bookings;
  private final ReceiptRequest receipts;

  LedgerWriter(BookingStore bookings, ReceiptRequest receipts) {
    this.bookings = bookings;
    this.receipts = receipts;
  }

  @Override
  public JsonValue perform(WorkOrder order) {
    JsonObject totals = Input.object(result(order, "invoices"), "totals");
    JsonObject rates = Input.object(result(order, "rates"), "rates");
    Booking booking = Booking.of(totals, rates);
    String id = bookings.book(order.idempotencyKey(), booking);
    String receipt = receipts.send(id, booking, order);
    return Json.createObjectBuilder()
        .add("booking", id)
        .add("totals", booking.json())
        .add("eur_total", booking.euroTotal().toPlainString())
        .add("receipt", receipt)
        .build();
  }

  private static JsonObject result(WorkOrder order, String role) {
    boolean named = order.input() instanceof JsonObject input && input.containsKey(role);
    return Input.object(order.results(), named ? Input.text(order.input(), role) : role);
  }
}
