package org.bailiwick.command.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files of a component in sql/, and the content of its database. */
final class Schema {
  static final Path SQL = Path.of("..", "sql");
  static final List<String> COMPONENTS = List.of("aca", "ars", "master", "broker");

  private static final String HISTORY = "flyway_schema_history";

  private Schema() {}

  /** The migrations in their order: V001__ledger.sql, … */
  static List<Path> migrations(String component) {
    try (Stream<Path> files = Files.list(SQL.resolve(component))) {
      return files
          .filter(file -> file.getFileName().toString().matches("V[0-9]+__.*[.]sql"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number of further files for PostgreSQL: grants, and for some components indexes. */
  static int ofPostgresql(String component) {
    try (Stream<Path> files = Files.list(SQL.resolve(Path.of("postgresql", component)))) {
      return (int) files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rows for every table that a migration makes: {@code rows/aca/V001.sql}. */
  static String rows(String component, Path migration) {
    String version = migration.getFileName().toString().split("__", 2)[0];
    return read(Path.of("src/test/resources/rows", component, version + ".sql"));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tables of a database but for Flyway's own, in lower case. */
  static SortedSet<String> tables(Connection database) throws SQLException {
    SortedSet<String> names = new TreeSet<>();
    try (Statement statement = database.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select table_name from information_schema.tables"
                    + " where lower(table_schema) = 'public'")) {
      while (found.next()) {
        names.add(found.getString(1).toLowerCase(Locale.ROOT));
      }
    }
    names.remove(HISTORY);
    return names;
  }

  /** Every row of every table as text. */
  static SortedMap<String, SortedSet<String>> content(Connection database) throws SQLException {
    SortedMap<String, SortedSet<String>> content = new TreeMap<>();
    for (String table : tables(database)) {
      content.put(table, rowsOf(database, table));
    }
    return content;
  }

  private static SortedSet<String> rowsOf(Connection database, String table) throws SQLException {
    SortedSet<String> rows = new TreeSet<>();
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery("select * from " + table)) {
      while (row.next()) {
        List<String> values = new ArrayList<>();
        for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
          values.add(
              row.getMetaData().getColumnName(column).toLowerCase(Locale.ROOT)
                  + "="
                  + (row.getObject(column) instanceof byte[] bytes
                      ? HexFormat.of().formatHex(bytes)
                      : row.getString(column)));
        }
        rows.add(String.join("|", values));
      }
    }
    return rows;
  }
}
