package org.bailiwick.command.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bailiwick.node.testing.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The grants, as text and as the database's catalogue tells them. */
class GrantsTest {
  static final Iterable<String> COMPONENTS = Schema.COMPONENTS;

  private static final Pattern CREATED = Pattern.compile("(?m)^create table (\\w+)");
  private static final Pattern GRANTED =
      Pattern.compile("(?s)grant select[^;]*? on (\\w+) to \"\\$\\{runtime-user}\";");

  @ParameterizedTest
  @FieldSource("COMPONENTS")
  void everyTableHasALineAndPublicHasNone(String component) {
    String grants =
        Schema.read(Schema.SQL.resolve(Path.of("postgresql", component, "R__grants.sql")));
    String schema =
        Schema.migrations(component).stream().map(Schema::read).collect(Collectors.joining());
    SortedSet<String> created = found(CREATED, schema);
    assertThat(found(GRANTED, grants)).isEqualTo(created);
    assertThat(Rights.of(component)).containsOnlyKeys(created);
    assertThat(grants.lines().filter(line -> !line.startsWith("revoke")))
        .noneMatch(line -> line.matches(".* to .*\\bpublic\\b.*") || line.contains("grant all"));
  }

  private static SortedSet<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult match) -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void h2HasNoRuntimeRole() {
    assertThatThrownBy(() -> database("jdbc:h2:mem:x", "aca_runtime"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("aca.runtime-user is for PostgreSQL");
  }

  @Test
  void aRoleNameThatEndsItsQuotesIsRefused() {
    assertThatThrownBy(() -> database("jdbc:postgresql://localhost/aca", "x\"; drop table agent--"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not a plain role name");
  }

  private static Database database(String url, String runtimeUser) {
    return new Database(
        "aca",
        url,
        "",
        Optional.empty(),
        Optional.of(runtimeUser),
        Optional.empty(),
        Optional.empty());
  }

  @ParameterizedTest
  @FieldSource("COMPONENTS")
  @EnabledIfSystemProperty(named = TestPostgres.PROPERTY, matches = ".+")
  void rightsInTheDatabaseAreExactlyThose(String component) throws SQLException {
    TestPostgres server = migrated(component);
    try (Connection owner = DriverManager.getConnection(server.ownerUrl(component))) {
      assertThat(held(owner, server.setting(component, "runtime-user")))
          .isEqualTo(Rights.of(component));
      assertThat(held(owner, "PUBLIC")).isEmpty();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = TestPostgres.PROPERTY, matches = ".+")
  void rightsOfTheArchiveRoleAreExactlyThose() throws SQLException {
    TestPostgres server = migrated("aca");
    try (Connection owner = DriverManager.getConnection(server.ownerUrl("aca"))) {
      assertThat(held(owner, server.setting("aca", "archive-user"))).isEqualTo(Rights.ofArchive());
    }
  }

  /** The grants of a role on tables by the catalogue, Flyway's own included. */
  private static SortedMap<String, SortedSet<String>> held(Connection owner, String role)
      throws SQLException {
    SortedMap<String, SortedSet<String>> held = new TreeMap<>();
    String query =
        """
        select table_name, lower(privilege_type) from information_schema.role_table_grants
          where grantee = '%1$s' and table_schema = 'public'
        union
        select c.table_name, lower(c.privilege_type) || ' ' || c.column_name
          from information_schema.column_privileges c
          where c.grantee = '%1$s' and c.table_schema = 'public' and not exists (
            select 1 from information_schema.role_table_grants t where t.grantee = c.grantee
              and t.table_name = c.table_name and t.privilege_type = c.privilege_type)
        """
            .formatted(role);
    try (Statement statement = owner.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        held.computeIfAbsent(row.getString(1), table -> new TreeSet<>()).add(row.getString(2));
      }
    }
    return held;
  }

  /** The component's database, empty but for what {@code migrate} brings. */
  static TestPostgres migrated(String component) {
    TestPostgres server = TestPostgres.given().orElseThrow();
    server.empty(component);
    new Migrations(Schema.SQL).apply(MigrationTest.onServer(server, component));
    return server;
  }
}
