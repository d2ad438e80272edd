package org.bailiwick.aca.comparison;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the events of an audit log in order, ten thousand rows at a time. */
final class LogPages {

  private static final int ROWS = 10_000;

  private static final String PAGE =
      "select seq, at, event, subject, resource, details from audit_entry"
          + " where chain = ? and seq >= ? and seq < ? and outcome <> 'DENIED' and event in ("
          + String.join(", ", Collections.nCopies(LoggedFacts.EVENTS.size(), "?"))
          + ") order by chain, seq";

  private static final String FROM =
      "select seq, at from audit_entry where chain = ? and seq >= ? order by chain, seq"
          + " fetch first row only";

  private final Connection connection;
  private final String chain;

  LogPages(Connection connection, String chain) {
    this.connection = connection;
    this.chain = chain;
  }

  /** Sequence number and time of a row of the log. */
  record Place(long seq, Instant at) {}

  Optional<Place> from(long seq) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(FROM)) {
      query.setString(1, chain);
      query.setLong(2, seq);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(new Place(row.getLong(1), time(row, 2))) : Optional.empty();
      }
    }
  }

  void forEach(Consumer<LoggedEvent> visitor) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(PAGE)) {
      query.setString(1, chain);
      for (int event = 0; event < LoggedFacts.EVENTS.size(); event++) {
        query.setString(4 + event, LoggedFacts.EVENTS.get(event));
      }
      Optional<Place> next = from(0);
      while (next.isPresent()) {
        long begin = next.get().seq();
        query.setLong(2, begin);
        query.setLong(3, begin + ROWS);
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            visitor.accept(event(row));
          }
        }
        next = from(begin + ROWS);
      }
    }
  }

  private static LoggedEvent event(ResultSet row) throws SQLException {
    return new LoggedEvent(
        time(row, 2), row.getString(3), row.getString(4), row.getString(5), row.getString(6));
  }

  static Instant time(ResultSet row, int column) throws SQLException {
    return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
  }
}
