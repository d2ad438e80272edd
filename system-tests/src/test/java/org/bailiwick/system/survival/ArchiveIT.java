package org.bailiwick.system.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Expired records leave a running authority on PostgreSQL while it issues, by the operator's own
 * command; the log stays provable, here and elsewhere, and the node starts on what is left.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class ArchiveIT {

  /** The head of the log is signed once a minute. */
  private static final Duration SIGNED_WITHIN = Duration.ofSeconds(90);

  @TempDir private static Path folder;
  private Nodes nodes;
  private Wire wire;

  @BeforeAll
  void startWithShortRetention() {
    nodes = Nodes.authorityAlone("nodes-archive", "postgresql", ArchiveIT::shortenRetention);
    wire = new Wire(nodes.root());
  }

  private static void shortenRetention(Path home) throws IOException {
    Files.writeString(
        home.resolve("authority/bailiwick.properties"),
        "aca.audit-retention=PT1S\n",
        StandardOpenOption.APPEND);
  }

  @AfterAll
  void stop() {
    nodes.stop();
  }

  @Test
  void expiredRecordsLeaveWhileTheNodeGoesOn() throws Exception {
    String old = enrolled("twice");
    String newest = enrolled("twice");
    age(old);
    age(newest);
    EnrolmentLoad load = new EnrolmentLoad(nodes, wire);
    load.start();
    load.awaitMore();
    long signed = heads();
    await("a signed head").atMost(SIGNED_WITHIN).until(() -> heads() > signed);

    assertThat(bailiwick(1, "ca", "archive", "--as", "auditor-1", "--before", now(), "--to", to()))
        .containsIgnoringCase("policy denies");
    assertThat(rows("select count(*) from records_archive")).containsExactly("0");

    String archived = bailiwick(0, "ca", "archive", "--before", now(), "--to", to());
    assertThat(archived).contains("archive 1: ", " and 1 credentials, are in ");
    int before = load.done();
    load.awaitMore();
    load.end();
    assertThat(load.done()).isGreaterThan(before);
    load.requireNothingLost();
    assertThat(rows("select serial from issuance where agent like '%/twice'"))
        .containsExactly(newest);
    assertThat(rows("select event from audit_entry where event like 'records.%' order by seq"))
        .containsExactly("records.archive-signed", "records.archived");
    assertThat(Long.parseLong(rows("select min(seq) from audit_entry").getFirst()))
        .isGreaterThan(1);

    requireProvable();
    requireChangeNamed();
    nodes.kill("authority");
    nodes.restartAlone("authority");
    enrolled("afterwards");
    assertThat(bailiwick(0, "ca", "audit", "verify")).contains("intact: rows ");
  }

  /** On the running node, on its database, and from an export where there is nothing else. */
  private void requireProvable() {
    assertThat(bailiwick(0, "ca", "audit", "verify"))
        .contains("intact: rows ", "rows 1 to ", " and 1 credentials are in archive 1");
    assertThat(bailiwick(0, "ca", "audit", "verify", "--archive", to()))
        .containsPattern("intact: [0-9]+ rows ");
    assertThat(bailiwick(0, "ca", "audit", "verify", "--offline", "--archive", to()))
        .containsPattern("intact: [0-9]+ rows ");
    String export = folder.resolve("audit.jsonl").toString();
    String record = nodes.home().resolve("authority/ceremony/record.jws").toString();
    bailiwick(0, "ca", "audit", "export", export);
    assertThat(bailiwick(0, "ca", "audit", "verify", "--export", export, "--record", record))
        .contains("intact: rows ");
    assertThat(bailiwick(0, "ca", "audit", "verify", "--export", export, "--archive", to()))
        .containsPattern("intact: [0-9]+ rows ");
  }

  private void requireChangeNamed() throws IOException {
    Path rows = folder.resolve("archives/archive-000001/audit.jsonl");
    String content = Files.readString(rows);
    Files.writeString(rows, content.replaceFirst("ceremony.imported", "ceremony.forgotten"));
    assertThat(bailiwick(1, "ca", "audit", "verify", "--archive", to()))
        .contains("BROKEN: archive 1 ", "audit.jsonl differs from what was signed");
    Files.writeString(rows, content);
  }

  private static String to() {
    return folder.resolve("archives").toString();
  }

  private static String now() {
    return Instant.now().toString();
  }

  private String enrolled(String name) {
    Enrolment enrolment = new Enrolment(nodes, wire);
    enrolment.statement().claim("name", name);
    return AgentCredential.read(enrolment.granted().certificate()).serial().hex();
  }

  /** As if it had been issued, and had expired, two years ago. */
  private void age(String serial) throws SQLException {
    try (Connection owner = open();
        PreparedStatement update =
            owner.prepareStatement(
                "update issuance set not_after = not_after - interval '730' day,"
                    + " reserved_at = reserved_at - interval '730' day where serial = ?")) {
      update.setString(1, serial);
      assertThat(update.executeUpdate()).isOne();
    }
  }

  private List<String> rows(String query) throws SQLException {
    List<String> values = new ArrayList<>();
    try (Connection owner = open();
        PreparedStatement statement = owner.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return values;
  }

  private Connection open() throws SQLException {
    Properties databases = new Properties();
    try (Reader in =
        Files.newBufferedReader(nodes.home().resolve("authority/databases.properties"))) {
      databases.load(in);
      return DriverManager.getConnection(
          databases.getProperty("aca.url"),
          databases.getProperty("aca.user"),
          Files.readString(Path.of(databases.getProperty("aca.password-file"))).strip());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private long heads() throws IOException {
    return Files.readAllLines(nodes.home().resolve("authority/audit/heads.jws")).size();
  }

  private String bailiwick(int expected, String... arguments) {
    return OperatorCommand.run(nodes, expected, arguments);
  }
}
