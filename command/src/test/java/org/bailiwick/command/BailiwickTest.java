package org.bailiwick.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.bailiwick.command.message.ProgramName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BailiwickTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Bailiwick.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void asksForAVerb() {
    for (String group :
        new String[] {"", "ca", "ca schedule", "ca proposals", "ca frozen", "audit", "agent"}) {
      assertThat(run(group.isEmpty() ? new String[0] : group.split(" "))).as(group).isEqualTo(2);
    }
    assertThat(err.toString()).contains("Missing required subcommand").contains("schedule");
  }

  @Test
  void anInstalledCommandNamesItselfAsItIsCalled() {
    for (String wrong : new String[] {"registry show --home /none x", "registry sow", "--help"}) {
      CommandLine line = Bailiwick.commandLine();
      line.setOut(new PrintWriter(out, true));
      line.setErr(new PrintWriter(err, true));
      String[] arguments = wrong.split(" ");
      ProgramName.give(line, "bailiwick", arguments);
      line.execute(arguments);
    }
    assertThat(err.toString() + out).contains("bailiwick registry").doesNotContain("./bailiwick");
    assertThat(run("registry", "sow")).isEqualTo(2);
    assertThat(err.toString()).contains("Help: ./bailiwick registry --help");
  }

  @Test
  void knowsHelpOfEveryVerb() {
    for (String verb : new String[] {"migrate", "ca", "audit", "agent"}) {
      assertThat(run(verb, "--help")).isZero();
    }
    assertThat(out.toString()).contains("migrate", "revoke", "credentials", "follow", "enrol");
  }

  @Test
  void migratesAndDoesNothingTheSecondTime() throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("db/ars") + ";WRITE_DELAY=0";
    Path list = listOf("ars.url=" + url);
    writeMigration("ars", "create table agent (agent_id varchar(60) primary key);");
    assertThat(run("migrate", "--sql", folder.resolve("sql").toString(), list.toString()))
        .as(err.toString())
        .isZero();
    assertThat(run("migrate", "--sql", folder.resolve("sql").toString(), list.toString())).isZero();
    assertThat(out.toString()).contains("ars: 1 migration(s) applied", "ars: up to date");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from agent")) {
      assertThat(rows.next()).isTrue();
    }
  }

  @Test
  void renewsAnH2FileThatAKillLeftBeforeItMigrates() throws Exception {
    Path file = folder.resolve("db/ars");
    String url = "jdbc:h2:file:" + file + ";WRITE_DELAY=0";
    Path list = listOf("ars.url=" + url);
    writeMigration("ars", "create table note (id int primary key, body varchar);");
    String sql = folder.resolve("sql").toString();
    assertThat(run("migrate", "--sql", sql, list.toString())).as(err.toString()).isZero();
    Path left = folder.resolve("left");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute("insert into note values (1, 'committed')");
      Files.copy(folder.resolve("db/ars.mv.db"), left);
    }
    Files.move(left, folder.resolve("db/ars.mv.db"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(run("migrate", "--sql", sql, list.toString())).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("Database ars: a kill had left its file", "The old one is kept: " + file)
        .contains("ars: up to date");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select body from note")) {
      assertThat(rows.next()).isTrue();
    }
  }

  @Test
  void leavesAnEmptyDatabaseFileAloneAndSaysWhatToDo() throws Exception {
    Path list = listOf("ars.url=jdbc:h2:file:" + folder.resolve("db/ars"));
    writeMigration("ars", "create table note (id int primary key);");
    Files.createDirectories(folder.resolve("db"));
    Path file = Files.createFile(folder.resolve("db/ars.mv.db"));
    assertThat(run("migrate", "--sql", folder.resolve("sql").toString(), list.toString()))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains(file + " is empty", "nothing was done with it", "backup")
        .doesNotContain("Exception", "\tat ");
    assertThat(file).isEmptyFile();
  }

  @Test
  void refusesAMigrationThatWasChangedAfterwards() throws Exception {
    Path list = listOf("aca.url=jdbc:h2:file:" + folder.resolve("db/aca"));
    writeMigration("aca", "create table a (b int);");
    String sql = folder.resolve("sql").toString();
    assertThat(run("migrate", "--sql", sql, list.toString())).isZero();
    writeMigration("aca", "create table a (b bigint);");
    assertThat(run("migrate", "--sql", sql, list.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("bailiwick:", "checksum");
  }

  @Test
  void refusesADatabaseItDoesNotKnow() throws Exception {
    Path list = listOf("other.url=jdbc:h2:mem:other");
    assertThat(run("migrate", "--sql", folder.toString(), list.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("No such database: other");
  }

  @Test
  void saysThatAListIsMissing() {
    Path nowhere = folder.resolve("nowhere.properties");
    assertThat(run("migrate", "--sql", folder.toString(), nowhere.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("Cannot read").doesNotContain("\tat ");
  }

  @Test
  void refusesASerialThatIsNotHexBeforeItCallsAnyone() {
    assertThat(run("ca", "revoke", "xyz", "--reason", "superseded", "--home", folder.toString()))
        .isEqualTo(1);
    assertThat(run("ca", "revoke", "0a", "--reason", "whim", "--home", folder.toString()))
        .isEqualTo(1);
  }

  @Test
  void revokesOneCredentialOrWhatATriggerReaches() {
    assertThat(run("ca", "revoke", "--trigger", "decommissioning")).isEqualTo(2);
    assertThat(run("ca", "revoke", "0a", "--trigger", "decommissioning", "--subject", "owner:A"))
        .isEqualTo(2);
    assertThat(run("ca", "revoke", "0a")).isEqualTo(2);
    assertThat(run("ca", "revoke", "--help")).isZero();
    assertThat(out.toString()).contains("--dry-run", "--subject", "SERIAL");
  }

  @Test
  void knowsHelpOfSchedulesAndRefusesATimeThatIsNone() {
    for (String verb : new String[] {"add", "list", "cancel"}) {
      assertThat(run("ca", "schedule", verb, "--help")).isZero();
    }
    assertThat(run("ca", "schedule")).isEqualTo(2);
    assertThat(
            run(
                "ca",
                "schedule",
                "add",
                "--trigger",
                "t",
                "--subject",
                "owner:A",
                "--at",
                "soon",
                "--home",
                folder.toString()))
        .isEqualTo(1);
  }

  @Test
  void reportsAKeyNamedInOneWay() {
    assertThat(run("ca", "report-key")).isEqualTo(2);
    assertThat(run("ca", "report-key", "--help")).isZero();
    assertThat(run("ca", "proposals", "approve", "--help")).isZero();
    assertThat(run("ca", "proposals", "approve", "no-id")).isEqualTo(2);
    assertThat(run("ca", "enrolments", "approve", "--help")).isZero();
    assertThat(run("ca", "enrolments", "approve", "no-id")).isEqualTo(2);
    assertThat(run("ca", "frozen", "list", "--help")).isZero();
    assertThat(run("ca", "frozen", "release", "no-id", "--circumstances", "c")).isEqualTo(2);
  }

  private Path listOf(String line) throws Exception {
    return Files.writeString(folder.resolve("databases.properties"), line + "\n");
  }

  private void writeMigration(String database, String statement) throws Exception {
    Path sql = Files.createDirectories(folder.resolve("sql").resolve(database));
    Files.writeString(sql.resolve("V001__first.sql"), statement);
  }
}
