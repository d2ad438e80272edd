package org.bailiwick.command.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2FileTest {
  private static final String COMMITTED = "committed";

  @TempDir Path folder;
  private Path file;
  private Database database;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("aca.mv.db");
    database = Database.of("aca", "jdbc:h2:file:" + folder.resolve("aca") + ";WRITE_DELAY=0", "sa");
  }

  @Test
  void goesOnAfterARenewalThatWasInterrupted() throws Exception {
    leaveByKill();
    Files.writeString(folder.resolve("aca.first.mv.db"), "half a copy");
    Files.writeString(folder.resolve("aca.renewed.mv.db"), "half a file");
    Files.createLink(folder.resolve("aca.mv.db.left-20261128T000000.000Z"), file);
    assertThat(database.renewed()).isPresent();
    assertThat(bodies()).containsExactly(COMMITTED);
    assertThat(names()).hasSize(3).allMatch(name -> name.startsWith("aca.mv.db"));
  }

  @Test
  void leavesAFileThatWasClosedWellAlone() throws Exception {
    leaveByKill();
    assertThat(database.renewed()).isPresent();
    byte[] closed = Files.readAllBytes(file);
    assertThat(database.renewed()).isEmpty();
    assertThat(file).hasBinaryContent(closed);
    assertThat(names()).hasSize(2);
  }

  @Test
  void keepsTheNewestFilesOnly() throws Exception {
    leaveByKill();
    byte[] left = Files.readAllBytes(file);
    KeptFiles kept = new KeptFiles(file);
    try (FileChannel channel = FileChannel.open(file)) {
      for (int day = 1; day <= KeptFiles.NEWEST + 2; day++) {
        kept.keep(channel, Instant.parse("2026-11-0%dT12:00:00Z".formatted(day)));
      }
    }
    assertThat(kept.all())
        .hasSize(KeptFiles.NEWEST)
        .allSatisfy(old -> assertThat(old).hasBinaryContent(left));
    assertThat(kept.all().getFirst()).hasToString(file + ".left-20261103T120000.000Z");
  }

  @Test
  void refusesAFileThatIsInUse() throws Exception {
    leaveByKill();
    try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
      other.lock();
      assertThatThrownBy(database::openAsOwner)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("already in use");
    }
    assertThat(names()).containsExactly("aca.mv.db");
  }

  @Test
  void leavesAFileThatH2CannotReadAsItIs() throws Exception {
    leaveByKill();
    byte[] damaged = Files.readAllBytes(file);
    Arrays.fill(damaged, 2 * 4096, damaged.length, (byte) 0);
    Files.write(file, damaged);
    assertThatThrownBy(database::openAsOwner)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nothing of it can be read, and it was not changed");
    assertThat(file).hasBinaryContent(damaged);
    assertThat(names()).containsExactly("aca.mv.db");
  }

  @Test
  void refusesWhatIsNoDatabase() throws Exception {
    Files.writeString(file, "x".repeat(10_000));
    assertThatThrownBy(database::openAsOwner)
        .hasMessageContaining("does not begin as an H2 database does");
    assertThat(names()).containsExactly("aca.mv.db");
  }

  @Test
  void leavesTheFileAsItIsWhenThereIsNoRoomForACopy() throws Exception {
    leaveByKill();
    byte[] left = Files.readAllBytes(file);
    // Files of this process may not get longer than a half of it; a full disk fails like this too.
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "ulimit -f $0; exec \"$@\"",
                String.valueOf(left.length / 2048),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Opening.class.getName(),
                database.url())
            .start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(1);
    assertThat(said).contains("which was not changed", "bytes", "are free in " + folder);
    assertThat(file).hasBinaryContent(left);
    assertThat(names()).containsExactly("aca.mv.db");
    assertThat(database.renewed()).isPresent();
    assertThat(bodies()).containsExactly(COMMITTED);
  }

  /** The process that may write short files only. */
  static final class Opening {
    public static void main(String[] arguments) throws Exception {
      Database.of("aca", arguments[0], "sa").openAsOwner().close();
    }
  }

  /** A kill leaves the writes of a process up to that moment. */
  private void leaveByKill() throws Exception {
    String url = "jdbc:h2:file:" + folder.resolve("written") + ";WRITE_DELAY=0";
    try (Connection connection = DriverManager.getConnection(url, "sa", "");
        Connection open = DriverManager.getConnection(url, "sa", "");
        Statement statement = connection.createStatement();
        Statement other = open.createStatement()) {
      statement.execute("create table note (id int primary key, body varchar)");
      open.setAutoCommit(false);
      other.execute("insert into note select x, repeat('open', 100) from system_range(2, 200)");
      statement.execute("insert into note values (1, '" + COMMITTED + "')");
      Files.copy(folder.resolve("written.mv.db"), file);
    }
    Files.delete(folder.resolve("written.mv.db"));
  }

  private List<String> bodies() throws Exception {
    try (Connection connection = database.openAsOwner();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select body from note")) {
      List<String> bodies = new ArrayList<>();
      while (rows.next()) {
        bodies.add(rows.getString(1));
      }
      return bodies;
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(found -> found.getFileName().toString()).sorted().toList();
    }
  }
}
