package org.bailiwick.command.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.audit.AuditVerdict;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.NoteRow;
import org.bailiwick.node.writer.WriterSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a writing process ({@code kill -9}) and looks at what is left, as {@code migrate} does
 * before a node starts.
 */
class KillSurvivalTest {
  private static final String CHAIN = "authority/kill";
  private static final int ROUNDS = 3;
  private static final int TOLD_PER_ROUND = 200;

  @TempDir Path folder;

  @Test
  void whatWasToldIsThereAndTheChainGoesOnFromTheStoredHead() throws Exception {
    Path file = folder.resolve("ledger");
    List<String> told = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      told.addAll(writeUntilKilled(file, round));
      Database.of("aca", "jdbc:h2:file:" + file, "").renewed();
      try (TestDatabase database = TestDatabase.inFile(file, NoteRow.class)) {
        assertThat(notes(database)).containsAll(told);
        assertThat(AuditChain.verify(CHAIN, rows(database)))
            .isInstanceOf(AuditVerdict.Intact.class);
        assertThat(rows(database)).hasSameSizeAs(notes(database));
      }
    }
    assertThat(told).hasSizeGreaterThanOrEqualTo(ROUNDS * TOLD_PER_ROUND);
  }

  private List<String> writeUntilKilled(Path file, int round) throws Exception {
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Duser.timezone=UTC",
                "-cp",
                System.getProperty("java.class.path"),
                Writing.class.getName(),
                file.toString(),
                "r" + round)
            .redirectError(errors.toFile())
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> told = new ArrayList<>();
      while (told.size() < TOLD_PER_ROUND) {
        told.add(requireLine(out, errors));
      }
      process.destroyForcibly();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return told;
    } finally {
      process.destroyForcibly();
    }
  }

  private static String requireLine(BufferedReader out, Path errors) throws IOException {
    String line = out.readLine();
    if (line == null) {
      throw new IOException("the writing process ended by itself: " + Files.readString(errors));
    }
    return line;
  }

  private static List<String> notes(TestDatabase database) {
    return database.inTransaction(
        em -> em.createQuery("select n.id from NoteRow n", String.class).getResultList());
  }

  private static List<AuditRow> rows(TestDatabase database) {
    return database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 1_000_000));
  }

  /**
   * The process that is killed: eight callers commit notes and print each id after its commit
   * returned.
   */
  static final class Writing {
    public static void main(String[] arguments) {
      TestDatabase database = TestDatabase.inFile(Path.of(arguments[0]), NoteRow.class);
      database.run(NoteRow.TABLE.replace("create table", "create table if not exists"));
      GroupWriter writer =
          new GroupWriter(
              database.sink(), Thread::new, WriterSettings.of(CHAIN, Clock.systemUTC()));
      for (int caller = 0; caller < 8; caller++) {
        String prefix = arguments[1] + "-" + caller + "-";
        new Thread(() -> write(writer, prefix)).start();
      }
    }

    private static void write(GroupWriter writer, String prefix) {
      for (int i = 0; i < 100_000; i++) {
        String id = prefix + i;
        writer.commit(
            em -> em.persist(new NoteRow(id, id)),
            AuditEntry.of("note.added", Outcome.DONE, "", id));
        synchronized (System.out) {
          System.out.println(id);
        }
      }
    }
  }
}
