package org.bailiwick.command.archive;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** Rows of the authority's database as JSON objects, and its SQL statements. */
public final class StoredRows {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
  private static final int ROWS_AT_ONCE = 500;

  /** Table not found: PostgreSQL, H2. */
  private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

  private StoredRows() {}

  /**
   * Rows of the audit log between two sequence numbers, both included, with the members that their
   * hashes cover. Ends the connection's automatic commits.
   */
  public static void audit(Connection connection, String chain, Span span, Consumer<JsonObject> to)
      throws SQLException {
    try (PreparedStatement query =
        prepared(
            connection,
            "select * from audit_entry where chain = ? and seq >= ? and seq <= ? order by seq",
            chain,
            span.first(),
            span.last())) {
      each(query, row -> to.accept(audit(row)));
    }
  }

  /** Sequence numbers from the first to the last, both included. */
  public record Span(long first, long last) {

    /** All rows from this one to the end of the log. */
    public static Span from(long first) {
      return new Span(first, Long.MAX_VALUE);
    }
  }

  /** The signed statements of archives; none in a database without the table for them. */
  public static List<String> archives(Connection connection) throws SQLException {
    List<String> statements = new ArrayList<>();
    try (PreparedStatement query =
            connection.prepareStatement("select statement from records_archive order by number");
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        statements.add(row.getString(1));
      }
    } catch (SQLException e) {
      if (e.getSQLState() == null || !NO_TABLE.contains(e.getSQLState())) {
        throw e;
      }
      if (!connection.getAutoCommit()) {
        connection.rollback();
      }
    }
    return statements;
  }

  /** A statement with these parameters. */
  static PreparedStatement prepared(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }

  /** Changes rows and returns their number. */
  static int update(Connection connection, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepared(connection, sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  /** The number that a query of one row and column answers; 0 for null. */
  static long number(Connection connection, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement query = prepared(connection, sql, parameters);
        ResultSet row = query.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Receives each row. */
  interface Visitor {
    void visit(ResultSet row) throws SQLException;
  }

  static void each(PreparedStatement query, Visitor visitor) throws SQLException {
    // With automatic commits PostgreSQL's driver reads the whole answer into memory.
    query.getConnection().setAutoCommit(false);
    query.setFetchSize(ROWS_AT_ONCE);
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        visitor.visit(row);
      }
    }
  }

  private static JsonObject audit(ResultSet row) throws SQLException {
    return Json.createObjectBuilder()
        .add("at", time(row.getObject("at", LocalDateTime.class)))
        .add("chain", row.getString("chain"))
        .add("check", row.getString("check_name"))
        .add("details", row.getString("details"))
        .add("event", row.getString("event"))
        .add("hash", HexFormat.of().formatHex(row.getBytes("hash")))
        .add("outcome", row.getString("outcome"))
        .add("previous_hash", HexFormat.of().formatHex(row.getBytes("previous_hash")))
        .add("request_id", row.getString("request_id"))
        .add("resource", row.getString("resource"))
        .add("seq", row.getLong("seq"))
        .add("subject", row.getString("subject"))
        .build();
  }

  /** A row of any table. Its columns are the members; octets are in base64. */
  static JsonObject any(ResultSet row) throws SQLException {
    JsonObjectBuilder members = Json.createObjectBuilder();
    ResultSetMetaData columns = row.getMetaData();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      String name = columns.getColumnLabel(column).toLowerCase(Locale.ROOT);
      if (row.getObject(column) == null) {
        members.addNull(name);
        continue;
      }
      switch (columns.getColumnType(column)) {
        case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY ->
            members.add(name, Base64.getEncoder().encodeToString(row.getBytes(column)));
        case Types.TIMESTAMP -> members.add(name, time(row.getObject(column, LocalDateTime.class)));
        case Types.INTEGER, Types.BIGINT -> members.add(name, row.getLong(column));
        default -> members.add(name, row.getString(column));
      }
    }
    return members.build();
  }

  static String time(LocalDateTime stored) {
    return TIME.format(stored);
  }

  static LocalDateTime stored(Instant time) {
    return LocalDateTime.ofInstant(time, ZoneOffset.UTC);
  }
}
