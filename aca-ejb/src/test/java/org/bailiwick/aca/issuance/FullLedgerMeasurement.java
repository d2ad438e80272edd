package org.bailiwick.aca.issuance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bailiwick.aca.testing.TestLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures an issue over a ledger of 10,000 credentials and of a million: the same rounds before
 * and after the issued rows, with their audit rows, are copied under other serials, names, keys and
 * chains. Without HTTP, container and HSM, so that the database's share is larger than in a node.
 * The clients' work is not counted. Not a test; bench/scale.sh runs it with {@code
 * -Dmeasure.issues=2500 -Dmeasure.copies=100}, over an H2 file as the launcher opens it or the
 * database that {@code -Dmeasure.url} names.
 */
@EnabledIfSystemProperty(named = "measure.copies", matches = "[0-9]+")
class FullLedgerMeasurement {
  private static final int FILLING = 4;
  private static final int ROUNDS = 3;
  private static final double MEGA = 1e6;

  /** Every table that an issue writes to, and what must differ in a copy. */
  private static final List<String> COPIES =
      List.of(
          "insert into issuance (issuer_id, serial, profile, agent, owner, principal_kind,"
              + " principal_issuer, principal_subject, device_issuer, device_serial,"
              + " evidence_digest, verdict, public_key_sha256, predecessor_serial, crl_shard,"
              + " not_before, not_after, tbs, request_id, reserved_at, requester, owner_key_sha256)"
              + " select i.issuer_id, %1$s || substring(i.serial from 5), profile,"
              + " agent || '-' || %1$s, owner, principal_kind, principal_issuer, principal_subject,"
              + " device_issuer, device_serial || '-' || %1$s, evidence_digest, verdict,"
              + " %1$s || substring(public_key_sha256 from 5), predecessor_serial, crl_shard,"
              + " not_before, not_after, tbs, request_id, reserved_at, requester, owner_key_sha256"
              + " from issuance i, original o"
              + " where i.issuer_id = o.issuer_id and i.serial = o.serial",
          "insert into completion select c.issuer_id, %1$s || substring(c.serial from 5),"
              + " c.certificate, c.completed_at from completion c, original o"
              + " where c.issuer_id = o.issuer_id and c.serial = o.serial",
          "insert into agent_name select trust_domain || '-' || %1$s, name, generation, owner,"
              + " since, assigned_by from agent_name where trust_domain = 'bailiwick.example'",
          "insert into audit_entry select %1$s, seq, at, request_id, event, outcome, check_name,"
              + " subject, resource, details, previous_hash, hash from audit_entry"
              + " where chain = 'authority/aca' and seq <= (select rows_audited from counted)");

  @TempDir private Path folder;
  private String url;

  @Test
  void measure() throws Exception {
    url =
        System.getProperty(
            "measure.url", "jdbc:h2:file:" + folder.resolve("aca") + ";WRITE_DELAY=0");
    TestLedger database = TestLedger.open(url, Clock.systemUTC());
    try (IssuerFixture fixture = new IssuerFixture(folder, database)) {
      rounds(fixture, 0, FILLING);
      System.out.printf("%,d credentials stored%n", database.count("issuance"));
      IssuanceMeasurement.Round before = rounds(fixture, 10, ROUNDS);
      copy();
      System.out.printf("%,d credentials stored%n", database.count("issuance"));
      rounds(fixture, 20, 1);
      IssuanceMeasurement.Round after = rounds(fixture, 30, ROUNDS);
      System.out.printf(
          "%.0f/s and then %.0f/s: ratio %.2f; %.0f and %.0f us of processor time an issue%n",
          before.rate(),
          after.rate(),
          after.rate() / before.rate(),
          before.processor(),
          after.processor());
      sizes(database);
    }
  }

  /** The round of median rate. */
  private static IssuanceMeasurement.Round rounds(IssuerFixture fixture, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(
            round -> IssuanceMeasurement.post(fixture, IssuanceMeasurement.prepare(fixture, round)))
        .sorted(Comparator.comparingDouble(IssuanceMeasurement.Round::rate))
        .toList()
        .get(count / 2);
  }

  private void copy() throws SQLException {
    try (Connection database = DriverManager.getConnection(url);
        Statement statement = database.createStatement()) {
      statement.execute(
          "create table original as select issuer_id, serial from issuance where serial > '1'");
      statement.execute("create table counted as select max(seq) as rows_audited from audit_entry");
      for (int copy = 1; copy < Integer.getInteger("measure.copies"); copy++) {
        for (String each : COPIES) {
          statement.execute(each.formatted("'%04x'".formatted(copy)));
        }
      }
      statement.execute("analyze");
      statement.execute("drop table original");
      statement.execute("drop table counted");
    }
  }

  private void sizes(TestLedger database) throws Exception {
    double millions = database.count("issuance") / MEGA;
    if (url.startsWith("jdbc:h2:")) {
      System.out.printf(
          "file: %.0f MB per million%n", Files.size(folder.resolve("aca.mv.db")) / MEGA / millions);
      return;
    }
    try (Connection server = DriverManager.getConnection(url);
        Statement statement = server.createStatement();
        ResultSet tables =
            statement.executeQuery(
                "select relname, pg_table_size(oid), pg_indexes_size(oid) from pg_class"
                    + " where relkind = 'r' and relnamespace = 'public'::regnamespace"
                    + " order by pg_total_relation_size(oid) desc limit 6")) {
      while (tables.next()) {
        System.out.printf(
            "%s: %.0f MB of rows and %.0f MB of indexes per million%n",
            tables.getString(1),
            tables.getLong(2) / MEGA / millions,
            tables.getLong(3) / MEGA / millions);
      }
    }
  }
}
