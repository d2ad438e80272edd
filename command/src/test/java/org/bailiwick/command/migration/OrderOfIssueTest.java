package org.bailiwick.command.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.node.testing.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** V024: rows that are there get their numbers by their times, and later ones follow. */
class OrderOfIssueTest {
  private static final String NEW = "V024__order_of_issue.sql";
  private static final String ROW =
      "insert into issuance (issuer_id, serial, profile, agent, verdict, public_key_sha256,"
          + " crl_shard, not_before, not_after, tbs, request_id, reserved_at) values ('issuing-1',"
          + " '%s', 'p', 'a', 'v', 'k', 0, timestamp '2026-01-01 00:00:00',"
          + " timestamp '2026-01-02 00:00:00', cast('tbs' as bytea), 'r', timestamp '%s')";

  @TempDir Path folder;

  @Test
  void numbersByTimeWhatIsThereAndByInsertWhatComes() throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("aca");
    requireOrder(Database.of("aca", url, ""), url);
  }

  @Test
  @EnabledIfSystemProperty(named = TestPostgres.PROPERTY, matches = ".+")
  void doesSoOnPostgresql() throws Exception {
    TestPostgres server = TestPostgres.given().orElseThrow();
    server.empty("aca");
    Database database = MigrationTest.onServer(server, "aca");
    requireOrder(MigrationTest.withoutGrants(database), server.ownerUrl("aca"));
  }

  private void requireOrder(Database database, String url) throws Exception {
    Path sql = folder.resolve("sql");
    Path versions = Files.createDirectories(sql.resolve("aca"));
    MigrationTest.copyGrants("aca", sql);
    for (Path version : Schema.migrations("aca")) {
      if (version.getFileName().toString().compareTo(NEW) < 0) {
        Files.copy(version, versions.resolve(version.getFileName()));
      }
    }
    new Migrations(sql).apply(database);
    run(
        url,
        ROW.formatted("03", "2026-01-01 03:00:00"),
        ROW.formatted("01", "2026-01-01 01:00:00"),
        ROW.formatted("02", "2026-01-01 02:00:00"));
    Files.copy(Schema.SQL.resolve("aca").resolve(NEW), versions.resolve(NEW));
    new Migrations(sql).apply(database);
    run(
        url,
        ROW.formatted("05", "2026-01-01 02:30:00"),
        ROW.formatted("04", "2026-01-01 00:30:00"));
    assertThat(inOrder(url)).containsExactly("01", "02", "03", "05", "04");
  }

  private static void run(String url, String... statements) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static List<String> inOrder(String url) throws Exception {
    List<String> serials = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select serial from issuance order by seq")) {
      while (row.next()) {
        serials.add(row.getString(1));
      }
    }
    return serials;
  }
}
