package org.bailiwick.broker.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Statements with parameters, and the rows that they give. */
public final class Rows {
  private Rows() {}

  /** Reads one row. */
  @FunctionalInterface
  public interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  /** Executes a change, and returns the number of rows. */
  public static int run(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = bound(connection, sql, values)) {
      return statement.executeUpdate();
    }
  }

  public static <T> Optional<T> first(
      Connection connection, String sql, Reading<T> reading, Object... values) throws SQLException {
    return all(connection, sql, reading, values).stream().findFirst();
  }

  public static <T> List<T> all(
      Connection connection, String sql, Reading<T> reading, Object... values) throws SQLException {
    try (PreparedStatement statement = bound(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> found = new ArrayList<>();
      while (rows.next()) {
        found.add(reading.of(rows));
      }
      return found;
    }
  }

  private static PreparedStatement bound(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }
}
