package org.bailiwick.system;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A component with a database of its own, which the tests read while its node runs. */
public enum Component {
  ACA("authority"),
  ARS("domain"),
  MASTER("domain");

  /**
   * Tables that change by themselves: every refusal is audited, timers do their work, and a node
   * records the policies that it finds in its folder, seconds after another test published them.
   */
  private static final Set<String> OWN_LIFE =
      Set.of(
          "audit_entry",
          "lease",
          "crl",
          "feed_event",
          "feed_receiver",
          "failed_attempt",
          "policy_version",
          "policy_node");

  private final String node;

  Component(String node) {
    this.node = node;
  }

  /** A line of the audit log. */
  public record AuditLine(String event, String outcome, String check) {}

  /** Every row of every table that only an accepted request may change. */
  public SortedMap<String, SortedSet<String>> rows() {
    SortedMap<String, SortedSet<String>> rows = new TreeMap<>();
    try (Connection database = open()) {
      for (String table : tables(database)) {
        rows.put(table.toLowerCase(Locale.ROOT), rows(database, table));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return rows;
  }

  /** The rows of the audit log on one request. */
  public List<AuditLine> audit(String requestId) {
    List<AuditLine> lines = new ArrayList<>();
    try (Connection database = open();
        PreparedStatement query =
            database.prepareStatement(
                "select event, outcome, check_name from audit_entry where request_id = ? order by"
                    + " seq")) {
      query.setString(1, requestId);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          lines.add(new AuditLine(row.getString(1), row.getString(2), row.getString(3)));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return lines;
  }

  /**
   * The rows of the audit log on one request that this check refused. If an unknown caller sent it,
   * the row may be that of the first such request of the minute (docs/audit.md), which names its
   * source.
   */
  public List<AuditLine> refusals(String requestId, String check) {
    List<AuditLine> lines = audit(requestId);
    return lines.isEmpty() ? firstOfMinute(check) : lines;
  }

  private List<AuditLine> firstOfMinute(String check) {
    List<AuditLine> lines = new ArrayList<>();
    try (Connection database = open();
        PreparedStatement query =
            database.prepareStatement(
                "select event, outcome, check_name from audit_entry"
                    + " where check_name = ? and details like '%\"source\":%' and at >= ?"
                    + " order by seq")) {
      query.setString(1, check);
      query.setObject(2, LocalDateTime.now(ZoneOffset.UTC).minusMinutes(2));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          lines.add(new AuditLine(row.getString(1), row.getString(2), row.getString(3)));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return lines;
  }

  /** The first column of what a query finds. */
  public List<String> column(String query) {
    return column(Nodes.running(), query);
  }

  /** The same of these nodes. */
  public List<String> column(Nodes nodes, String query) {
    List<String> values = new ArrayList<>();
    try (Connection database = open(nodes);
        PreparedStatement statement = database.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return values;
  }

  /** Has the owner of the database of these nodes change it by hand. */
  public void change(Nodes nodes, String statement) {
    try (Connection database = open(nodes);
        Statement change = database.createStatement()) {
      change.executeUpdate(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Connection open() throws SQLException {
    return open(Nodes.running());
  }

  /** By the list that the launcher migrates from, as the owner. */
  private Connection open(Nodes nodes) throws SQLException {
    Path list = nodes.home().resolve(node).resolve("databases.properties");
    Properties databases = new Properties();
    try (Reader reader = Files.newBufferedReader(list)) {
      databases.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name = name().toLowerCase(Locale.ROOT);
    String password = databases.getProperty(name + ".password-file");
    return DriverManager.getConnection(
        databases.getProperty(name + ".url"),
        databases.getProperty(name + ".user", ""),
        password == null ? "" : Nodes.read(Path.of(password)).strip());
  }

  private static List<String> tables(Connection database) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet tables =
            statement.executeQuery(
                "select table_name from information_schema.tables"
                    + " where lower(table_schema) = 'public'")) {
      while (tables.next()) {
        String name = tables.getString(1);
        if (!OWN_LIFE.contains(name.toLowerCase(Locale.ROOT))) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private static SortedSet<String> rows(Connection database, String table) throws SQLException {
    SortedSet<String> rows = new TreeSet<>();
    // The name comes from the database itself, in its own spelling: H2 folds ours to upper case,
    // PostgreSQL to lower, and Flyway's table is lower in both.
    try (PreparedStatement query = database.prepareStatement("select * from \"" + table + "\"");
        ResultSet row = query.executeQuery()) {
      int columns = row.getMetaData().getColumnCount();
      while (row.next()) {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          Object value = row.getObject(column);
          values.add(
              value instanceof byte[] bytes
                  ? HexFormat.of().formatHex(bytes)
                  : String.valueOf(row.getString(column)));
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }
}
