package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.aca.testing.TestDevice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The statements of one issue, as H2 counts them: a look-up that its unit of work does not name
 * beforehand would be one more (docs/decisions/0041-rows-read-once-a-batch.md).
 */
class IssueStatementsTest {
  @TempDir private Path folder;

  private IssuerFixture fixture;

  @BeforeEach
  void open() {
    fixture = new IssuerFixture(folder);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void anIssueReadsOnceInEachTransactionOfTheWriter() throws SQLException {
    try (Connection database = fixture.database.source().getConnection()) {
      assumeThat(database.getMetaData().getDatabaseProductName()).isEqualTo("H2");
      issue("first"); // so that what is read once for all is read
      run(database, "set query_statistics true");
      issue("second");
      Map<String, Integer> selects = selects(database);
      assertThat(selects.keySet())
          .filteredOn(sql -> sql.contains("compromised_key"))
          .as("one look-up for the reservation and one for the completion")
          .allSatisfy(sql -> assertThat(sql).contains("union all"));
      assertThat(selects.values().stream().mapToInt(Integer::intValue).sum())
          .as(String.join("\n", selects.keySet()))
          .isEqualTo(5);
    }
  }

  private void issue(String name) {
    TestDevice device = fixture.device();
    device.request.put("name", name);
    fixture.issue(device.send(), Optional.of("key-of-" + name));
  }

  private static void run(Connection database, String sql) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Map<String, Integer> selects(Connection database) throws SQLException {
    Map<String, Integer> selects = new TreeMap<>();
    try (Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select sql_statement, execution_count from information_schema.query_statistics")) {
      while (rows.next()) {
        String sql = rows.getString(1);
        if (sql.toLowerCase(Locale.ROOT).startsWith("select")) {
          selects.put(sql, rows.getInt(2));
        }
      }
    }
    return selects;
  }
}
