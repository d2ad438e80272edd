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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.bailiwick.node.testing.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A node's login tries what it must not: on every table, with rows in it that it wrote itself. */
@EnabledIfSystemProperty(named = TestPostgres.PROPERTY, matches = ".+")
class RuntimeRoleTest {
  static final Iterable<String> COMPONENTS = Schema.COMPONENTS;

  private static final String NO_RIGHT = "42501";
  private static final Map<String, Connection> NODES = new HashMap<>();

  @BeforeAll
  static void rowsWrittenByTheRuntimeRole() throws SQLException {
    for (String component : Schema.COMPONENTS) {
      TestPostgres server = GrantsTest.migrated(component);
      NODES.put(component, DriverManager.getConnection(server.runtimeUrl(component)));
      for (Path migration : Schema.migrations(component)) {
        insert(server, component, Schema.rows(component, migration));
      }
    }
  }

  /** By the node's login but for what only the archive role writes. */
  private static void insert(TestPostgres server, String component, String rows)
      throws SQLException {
    if (rows.contains("insert into records_archive")) {
      server.run(component, rows);
    } else {
      run(component, rows);
    }
  }

  @AfterAll
  static void close() throws SQLException {
    for (Connection node : NODES.values()) {
      node.close();
    }
  }

  static List<Map.Entry<String, String>> tables() {
    return Rights.tables();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void readsAndDoesNoMoreThanItsRights(Map.Entry<String, String> place) throws SQLException {
    String component = place.getKey();
    String table = place.getValue();
    SortedSet<String> rights = Rights.of(component).get(table);
    assertThat(columns(component, table)).isNotEmpty();
    for (String column : columns(component, table)) {
      // Changes nothing, yet asks for the right as any update does.
      String update = "update %1$s set %2$s = %2$s where false".formatted(table, column);
      check(rights.contains("update " + column), component, update);
    }
    check(rights.contains("delete"), component, "delete from " + table + " where false");
    check(false, component, "truncate " + table);
    check(false, component, "drop table " + table);
    check(false, component, "alter table " + table + " disable trigger all");
    check(false, component, "alter table " + table + " owner to current_user");
    check(false, component, "create rule none as on insert to " + table + " do instead nothing");
  }

  @ParameterizedTest
  @FieldSource("COMPONENTS")
  void makesNothingAndBecomesNobody(String component) throws SQLException {
    check(false, component, "create table mine (id int)");
    check(false, component, "create temporary table mine (id int)");
    check(false, component, "create function mine() returns int language sql as 'select 1'");
    check(false, component, "select * from flyway_schema_history");
    check(false, component, "set role " + component + "_owner");
    check(false, component, "set session_replication_role = replica");
    check(false, component, "copy (select 1) to program 'true'");
    check(false, component, "create role mine");
  }

  @ParameterizedTest
  @CsvSource({"aca,ars", "aca,master", "ars,aca", "ars,master", "master,aca", "master,ars"})
  void entersNoOtherDatabase(String component, String other) {
    TestPostgres server = TestPostgres.given().orElseThrow();
    String url =
        server
            .runtimeUrl(component)
            .replace(server.setting(component, "url"), server.setting(other, "url"));
    assertThatThrownBy(() -> DriverManager.getConnection(url))
        .isInstanceOfSatisfying(
            SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo(NO_RIGHT));
  }

  private static List<String> columns(String component, String table) throws SQLException {
    List<String> names = new ArrayList<>();
    try (Statement statement = NODES.get(component).createStatement();
        ResultSet rows = statement.executeQuery("select * from " + table)) {
      for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
        names.add(rows.getMetaData().getColumnName(column));
      }
      assertThat(rows.next()).as("a row of " + table).isTrue();
    }
    return names;
  }

  private static void check(boolean allowed, String component, String sql) throws SQLException {
    if (allowed) {
      run(component, sql);
    } else {
      assertThatThrownBy(() -> run(component, sql))
          .as(sql)
          .isInstanceOfSatisfying(
              SQLException.class, refusal -> assertThat(refusal.getSQLState()).isEqualTo(NO_RIGHT));
    }
  }

  private static void run(String component, String sql) throws SQLException {
    try (Statement statement = NODES.get(component).createStatement()) {
      statement.execute(sql);
    }
  }
}
