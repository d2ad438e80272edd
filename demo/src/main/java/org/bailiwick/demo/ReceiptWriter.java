package org.bailiwick.demo;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.OptionalLong;
import org.bailiwick.client.work.Work;
import org.bailiwick.client.work.WorkOrder;

/** Writes one numbered receipt per idempotency key. */
final class ReceiptWriter implements Work {
  private static final int SCALE = 2;

  private final Database database;
  private final Clock clock;

  ReceiptWriter(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public JsonValue perform(WorkOrder order) {
    String booking = Input.text(order.input(), "booking");
    BigDecimal total = Input.decimal(Input.text(order.input(), "eur_total"), SCALE, "eur_total");
    long number =
        database.transaction(
            connection -> {
              OptionalLong first = find(connection, order.idempotencyKey());
              if (first.isEmpty()) {
                insert(connection, order.idempotencyKey(), booking, total);
                first = find(connection, order.idempotencyKey());
              }
              return first.getAsLong();
            });
    return Json.createObjectBuilder().add("receipt", "R-%06d".formatted(number)).build();
  }

  private static OptionalLong find(Connection connection, String key) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select number from receipt where idempotency_key = ?")) {
      query.setString(1, key);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  private void insert(Connection connection, String key, String booking, BigDecimal total)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into receipt (idempotency_key, booking, eur_total, written_at)"
                + " values (?, ?, ?, ?)")) {
      insert.setString(1, key);
      insert.setString(2, booking);
      insert.setBigDecimal(3, total);
      insert.setTimestamp(4, Timestamp.from(clock.instant()));
      insert.executeUpdate();
    }
  }
}
