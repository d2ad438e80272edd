package org.bailiwick.command.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bailiwick.command.migration.Variant.Change;
import org.bailiwick.command.migration.Variant.Order;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills a process ({@code kill -9}) that has a file for each variant open, with a transaction that
 * has not ended beside one that was committed, and opens each file as {@code migrate} does.
 */
@TestInstance(Lifecycle.PER_CLASS)
class OpenTransactionKillTest {
  private static final int OLD = 7;

  @TempDir private static Path folder;

  static Stream<Variant> variants() {
    return Variant.all();
  }

  @BeforeAll
  void leaveFiles() throws Exception {
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Writing.class.getName(),
                folder.toString())
            .redirectError(errors.toFile())
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine()).as(Files.readString(errors)).isEqualTo("written");
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @AfterAll
  void leavesNothingBesideTheFilesAndTheOldOnes() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> !n.equals("errors")))
          .allMatch(name -> name.endsWith(".mv.db") || name.contains(".mv.db.left-"))
          .hasSize(2 * (int) variants().count());
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void hasWhatWasCommittedAndNothingElse(Variant variant) throws Exception {
    Path file = folder.resolve(variant.file() + ".mv.db");
    byte[] left = Files.readAllBytes(file);
    for (int opening = 0; opening < 3; opening++) {
      try (Connection connection = variant.database(folder).openAsOwner()) {
        for (int table = 0; table < variant.tables(); table++) {
          assertThat(rows(connection, table))
              .as("opening %d, table %d", opening, table)
              .isEqualTo(expected());
        }
      }
    }
    assertThat(new KeptFiles(file).all())
        .singleElement()
        .satisfies(kept -> assertThat(Files.readAllBytes(kept)).isEqualTo(left));
  }

  private static Map<Integer, String> expected() {
    Map<Integer, String> rows = new TreeMap<>();
    for (int id = 0; id < OLD; id++) {
      rows.put(id, "old" + id);
    }
    rows.put(100, "committed");
    return rows;
  }

  private static Map<Integer, String> rows(Connection connection, int table) throws SQLException {
    Map<Integer, String> found = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select id, head from t" + table)) {
      while (rows.next()) {
        found.put(rows.getInt(1), rows.getString(2));
      }
    }
    return found;
  }

  /** The process that is killed. */
  static final class Writing {
    private record Row(int id, String head, int size) {}

    // Held until the kill.
    private static final List<Connection> OPEN = new ArrayList<>();

    public static void main(String[] arguments) throws Exception {
      for (Variant variant : Variant.all().toList()) {
        write(variant, variant.database(Path.of(arguments[0])).url());
      }
      System.out.println("written");
      Thread.sleep(600_000);
    }

    private static void write(Variant variant, String url) throws SQLException {
      Connection committing = DriverManager.getConnection(url, "sa", "");
      Connection open = DriverManager.getConnection(url, "sa", "");
      OPEN.add(committing);
      OPEN.add(open);
      committing.setAutoCommit(false);
      open.setAutoCommit(false);
      prepare(variant, committing);
      if (variant.order() == Order.OPEN_FIRST) {
        change(variant, open);
        commit(variant, committing);
      } else {
        commit(variant, committing);
        change(variant, open);
        // In another table: its commit stores the changes of the open transaction so far.
        try (Statement statement = committing.createStatement()) {
          statement.execute("insert into other values (1)");
        }
        committing.commit();
      }
    }

    private static void prepare(Variant variant, Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("create table other (id int primary key)");
        for (int table = 0; table < variant.tables(); table++) {
          // Maps that come and go, so that a new file would number those that stay anew.
          statement.execute("create table gone" + table + " (id int primary key)");
          statement.execute(
              "create table t%d (id int primary key, head varchar(40), body varchar)"
                  .formatted(table));
          statement.execute("create index i%d on t%d (head)".formatted(table, table));
          statement.execute("drop table gone" + table);
          for (int id = 0; id < OLD; id++) {
            insert(connection, table, new Row(id, "old" + id, variant.size()));
          }
        }
      }
      connection.commit();
    }

    private static void commit(Variant variant, Connection connection) throws SQLException {
      for (int table = 0; table < variant.tables(); table++) {
        insert(connection, table, new Row(100, "committed", variant.size()));
      }
      connection.commit();
    }

    private static void change(Variant variant, Connection connection) throws SQLException {
      for (int table = 0; table < variant.tables(); table++) {
        if (variant.change() == Change.INSERT) {
          insert(connection, table, new Row(200, "open", variant.size()));
          continue;
        }
        try (Statement statement = connection.createStatement()) {
          statement.execute(
              variant.change() == Change.DELETE
                  ? "delete from t%d where id < 5".formatted(table)
                  : "update t%d set head = 'open', body = 'x' where id < 5".formatted(table));
        }
      }
    }

    private static void insert(Connection connection, int table, Row row) throws SQLException {
      try (PreparedStatement insert =
          connection.prepareStatement("insert into t" + table + " values (?, ?, ?)")) {
        insert.setInt(1, row.id());
        insert.setString(2, row.head());
        insert.setString(3, "b".repeat(row.size()));
        insert.executeUpdate();
      }
    }
  }
}
