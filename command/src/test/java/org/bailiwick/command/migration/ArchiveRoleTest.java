package org.bailiwick.command.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bailiwick.node.testing.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The role by which expired records leave tries what it must not, on every table. */
@EnabledIfSystemProperty(named = TestPostgres.PROPERTY, matches = ".+")
class ArchiveRoleTest {
  private static final String NO_RIGHT = "42501";

  private static TestPostgres server;
  private static Connection owner;
  private static Connection archive;

  @BeforeAll
  static void fill() throws SQLException {
    // The right to connect is among the grants of a database.
    for (String component : Schema.COMPONENTS) {
      server = GrantsTest.migrated(component);
    }
    for (Path migration : Schema.migrations("aca")) {
      server.run("aca", Schema.rows("aca", migration));
    }
    owner = DriverManager.getConnection(server.ownerUrl("aca"));
    archive = DriverManager.getConnection(server.archiveUrl());
  }

  @AfterAll
  static void close() throws SQLException {
    archive.close();
    owner.close();
  }

  static List<String> tables() {
    return List.copyOf(Rights.of("aca").keySet());
  }

  @ParameterizedTest
  @MethodSource("tables")
  void doesNoMoreThanItsRights(String table) throws SQLException {
    SortedSet<String> rights = Rights.ofArchive().getOrDefault(table, new TreeSet<>());
    check(rights.contains("select"), "select * from " + table);
    check(
        rights.contains("delete"), "delete from " + table + (reads(rights) ? " where false" : ""));
    for (String column : columns(table)) {
      check(
          rights.contains("update " + column),
          "update %1$s set %2$s = default%3$s"
              .formatted(table, column, reads(rights) ? " where false" : ""));
    }
    check(
        rights.contains("insert"),
        "insert into " + table + " select * from " + table + " where false");
    check(false, "truncate " + table);
    check(false, "alter table " + table + " disable trigger all");
    check(false, "drop table " + table);
  }

  private static boolean reads(SortedSet<String> rights) {
    return rights.contains("select");
  }

  @Test
  void makesNothingAndBecomesNobody() throws SQLException {
    check(false, "create table mine (id int)");
    check(false, "create temporary table mine (id int)");
    check(false, "select * from flyway_schema_history");
    check(false, "set role aca_owner");
    check(false, "set role aca_runtime");
    check(false, "set session_replication_role = replica");
  }

  @Test
  void entersNoOtherDatabase() {
    for (String other : List.of("ars", "master")) {
      String url =
          server.archiveUrl().replace(server.setting("aca", "url"), server.setting(other, "url"));
      assertThatThrownBy(() -> DriverManager.getConnection(url))
          .isInstanceOfSatisfying(
              SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo(NO_RIGHT));
    }
  }

  /** A node's login is not made more by the archive's being there. */
  @Test
  void theRuntimeRoleStillRemovesNothing() throws SQLException {
    try (Connection node = DriverManager.getConnection(server.runtimeUrl("aca"));
        Statement statement = node.createStatement()) {
      for (String table :
          List.of("audit_entry", "issuance", "completion", "revocation", "enrolment")) {
        assertThatThrownBy(() -> statement.execute("delete from " + table))
            .as(table)
            .isInstanceOfSatisfying(
                SQLException.class,
                refusal -> assertThat(refusal.getSQLState()).isEqualTo(NO_RIGHT));
      }
    }
  }

  private static List<String> columns(String table) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = owner.createStatement();
        ResultSet rows = statement.executeQuery("select * from " + table)) {
      for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
        names.add(rows.getMetaData().getColumnName(column));
      }
      assertThat(rows.next()).as("a row of " + table).isTrue();
    }
    return names;
  }

  private static void check(boolean allowed, String text) throws SQLException {
    try (Statement statement = archive.createStatement()) {
      if (allowed) {
        statement.execute(text);
      } else {
        assertThatThrownBy(() -> statement.execute(text))
            .as(text)
            .isInstanceOfSatisfying(
                SQLException.class,
                refusal -> assertThat(refusal.getSQLState()).isEqualTo(NO_RIGHT));
      }
    }
  }
}
