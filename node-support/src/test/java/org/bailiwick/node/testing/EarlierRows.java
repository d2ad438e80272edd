package org.bailiwick.node.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A row in each table that there is, as sparse as the table allows: what may be null is null. All
 * texts and numbers are alike, so that rows that refer to others find them.
 */
public final class EarlierRows {
  private static final String COLUMNS =
      """
      select table_name, column_name, data_type from information_schema.columns
      where table_schema = 'PUBLIC' and is_nullable = 'NO' and is_identity = 'NO'
      order by table_name, ordinal_position
      """;

  /** Values of columns that a constraint limits to a list. */
  private static final Map<String, String> LISTED =
      Map.of(
          "AUDIT_ENTRY.OUTCOME", "'DONE'",
          "CERTIFIED_KEY.PART", "'subject'",
          "REVOCATION_SCHEDULE_END.OUTCOME", "'executed'",
          "REVOCATION_PROPOSAL_END.OUTCOME", "'approved'",
          "WAITING_ENROLMENT_END.OUTCOME", "'issued'");

  private EarlierRows() {}

  /** Inserts them in an H2 database, and returns how many there are by table. */
  public static Map<String, Long> in(TestDatabase database) {
    try (Connection connection = DriverManager.getConnection(database.url());
        Statement statement = connection.createStatement()) {
      Map<String, List<String[]>> tables = tables(statement);
      statement.execute("set referential_integrity false");
      for (Map.Entry<String, List<String[]>> table : tables.entrySet()) {
        statement.execute(
            "insert into %s (%s) values (%s)"
                .formatted(
                    table.getKey(),
                    table.getValue().stream().map(c -> c[0]).collect(Collectors.joining(", ")),
                    table.getValue().stream().map(c -> c[1]).collect(Collectors.joining(", "))));
      }
      statement.execute("set referential_integrity true");
      return tables.keySet().stream().collect(Collectors.toMap(t -> t, database::count));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, List<String[]>> tables(Statement statement) throws SQLException {
    Map<String, List<String[]>> tables = new LinkedHashMap<>();
    try (ResultSet rows = statement.executeQuery(COLUMNS)) {
      while (rows.next()) {
        tables
            .computeIfAbsent(rows.getString(1), name -> new ArrayList<>())
            .add(
                new String[] {
                  rows.getString(2),
                  LISTED.getOrDefault(
                      rows.getString(1) + "." + rows.getString(2), value(rows.getString(3)))
                });
      }
    }
    return tables;
  }

  private static String value(String type) {
    return switch (type) {
      case "CHARACTER VARYING" -> "'a'";
      case "INTEGER", "BIGINT" -> "1";
      case "BOOLEAN" -> "true";
      case "BINARY VARYING" -> "X'01'";
      case "TIMESTAMP" -> "timestamp '2026-01-01 00:00:00'";
      default -> throw new IllegalArgumentException(type);
    };
  }
}
