package org.bailiwick.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/**
 * Books totals once per idempotency key. One transaction inserts the booking and its lines, and the
 * key is unique.
 */
final class BookingStore {
  private final Database database;
  private final Clock clock;

  BookingStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Returns the id of the new booking, or of the earlier booking with this key. */
  String book(String idempotencyKey, Booking booking) {
    return database.transaction(
        connection -> {
          Optional<String> first = find(connection, idempotencyKey);
          return first.isPresent() ? first.get() : insert(connection, idempotencyKey, booking);
        });
  }

  private static Optional<String> find(Connection connection, String key) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select id from booking where idempotency_key = ?")) {
      query.setString(1, key);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
      }
    }
  }

  private String insert(Connection connection, String key, Booking booking) throws SQLException {
    String id = UUID.randomUUID().toString();
    try (PreparedStatement insert =
        connection.prepareStatement("insert into booking values (?, ?, ?, ?)")) {
      insert.setString(1, id);
      insert.setString(2, key);
      insert.setBigDecimal(3, booking.euroTotal());
      insert.setTimestamp(4, Timestamp.from(clock.instant()));
      insert.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement("insert into booking_line values (?, ?, ?, ?, ?, ?)")) {
      for (String currency : booking.totals().keySet()) {
        Totals sum = booking.totals().get(currency);
        insert.setString(1, id);
        insert.setString(2, currency);
        insert.setInt(3, sum.lines());
        insert.setBigDecimal(4, sum.net());
        insert.setBigDecimal(5, sum.vat());
        insert.setBigDecimal(6, booking.euros().get(currency));
        insert.addBatch();
      }
      insert.executeBatch();
    }
    return id;
  }
}
