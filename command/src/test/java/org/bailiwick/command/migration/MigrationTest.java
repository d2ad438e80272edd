package org.bailiwick.command.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bailiwick.node.testing.TestPostgres;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * The migrations as installations meet them: from nothing to the newest, and one version at a time
 * over the rows that each version's tables hold.
 */
class MigrationTest {
  static final Iterable<String> COMPONENTS = Schema.COMPONENTS;

  @TempDir Path folder;

  @ParameterizedTest
  @FieldSource("COMPONENTS")
  void eachVersionKeepsTheRowsOfTheVersionsBefore(String component) throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve(component);
    keepsRows(Database.of(component, url, ""), url);
  }

  @ParameterizedTest
  @FieldSource("COMPONENTS")
  @EnabledIfSystemProperty(named = TestPostgres.PROPERTY, matches = ".+")
  void eachVersionKeepsTheRowsOfTheVersionsBeforeOnPostgresql(String component) throws Exception {
    TestPostgres server = TestPostgres.given().orElseThrow();
    server.empty(component);
    keepsRows(onServer(server, component), server.ownerUrl(component));
  }

  @ParameterizedTest
  @FieldSource("COMPONENTS")
  @EnabledIfSystemProperty(named = TestPostgres.PROPERTY, matches = ".+")
  void fromNothingWithGrantsAndASecondTimeNothing(String component) {
    TestPostgres server = TestPostgres.given().orElseThrow();
    server.empty(component);
    Migrations migrations = new Migrations(Schema.SQL);
    Database database = onServer(server, component);
    assertThat(migrations.apply(database))
        .isEqualTo(Schema.migrations(component).size() + Schema.ofPostgresql(component));
    assertThat(migrations.apply(database)).isZero();
  }

  /** The server's database as the launcher's list names it. */
  static Database onServer(TestPostgres server, String component) {
    return Database.listed(Path.of(System.getProperty(TestPostgres.PROPERTY))).stream()
        .filter(database -> database.name().equals(component))
        .findFirst()
        .orElseThrow();
  }

  private void keepsRows(Database database, String url) throws Exception {
    Path released = folder.resolve("sql");
    Path versions = Files.createDirectories(released.resolve(database.name()));
    copyGrants(database.name(), released);
    for (Path version : Schema.migrations(database.name())) {
      SortedMap<String, SortedSet<String>> before = content(url);
      Files.copy(version, versions.resolve(version.getFileName()));
      new Migrations(released).apply(withoutGrants(database));
      requireKept(version.toString(), before, content(url));
      SortedSet<String> unfilled = fill(url, Schema.rows(database.name(), version));
      assertThat(unfilled).as("rows for each table of %s", version).isEmpty();
    }
    SortedMap<String, SortedSet<String>> last = content(url);
    new Migrations(released).apply(database);
    assertThat(content(url)).isEqualTo(last);
  }

  /**
   * Every row is there as it was, and no other; a version may have given it more columns, which
   * come last.
   */
  private static void requireKept(
      String version,
      SortedMap<String, SortedSet<String>> before,
      SortedMap<String, SortedSet<String>> after) {
    before.forEach(
        (table, rows) ->
            assertThat(rows)
                .as(version + " " + table)
                .hasSameSizeAs(after.get(table))
                .allSatisfy(
                    row ->
                        assertThat(after.get(table))
                            .anyMatch(now -> now.equals(row) || now.startsWith(row + "|"))));
  }

  /** Until the last version is there, its grants name tables that are not. */
  static Database withoutGrants(Database database) {
    return new Database(
        database.name(),
        database.url(),
        database.user(),
        database.passwordFile(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static void copyGrants(String component, Path to) throws Exception {
    Path from = Schema.SQL.resolve("postgresql").resolve(component);
    Path grants = Files.createDirectories(to.resolve("postgresql").resolve(component));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, grants.resolve(file.getFileName()));
      }
    }
  }

  private static SortedMap<String, SortedSet<String>> content(String url) throws Exception {
    try (Connection connection = DriverManager.getConnection(url)) {
      return Schema.content(connection);
    }
  }

  /** Inserts rows; answers the tables that still have none. */
  private static SortedSet<String> fill(String url, String rows) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(rows);
      SortedSet<String> unfilled = new TreeSet<>();
      Schema.content(connection)
          .forEach(
              (table, held) -> {
                if (held.isEmpty()) {
                  unfilled.add(table);
                }
              });
      return unfilled;
    }
  }
}
