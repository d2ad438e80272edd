package org.bailiwick.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.command.archive.Archiving.Outcome.Archived;
import org.bailiwick.command.archive.RecordsArchive;
import org.bailiwick.node.testing.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The connection dies at each call in turn that the archive makes on it, as it does when the
 * command is killed; then the command is given again.
 */
class ArchiveCrashTest {
  private static final String SERIALS = "select serial from issuance order by serial";
  private static final String ROWS = "select seq from audit_entry order by seq";
  private static final Set<String> ALL_ROWS = Set.of("1", "2", "3", "4", "5");
  private static final Set<String> ALL_SERIALS = Set.of("01", "02", "03");

  @TempDir private Path folder;

  @Test
  void whateverPointItDiesAtNothingIsLostAndTheSameCommandFinishes() throws Exception {
    // A rig on the server takes a second.
    int step = TestPostgres.given().isPresent() ? 5 : 1;
    int deaths = 0;
    for (int calls = 0; diesAfter(calls); calls += step) {
      deaths++;
    }
    assertThat(deaths).isGreaterThan(30 / step);
  }

  /** Whether it died, which it does not when it makes fewer calls. */
  private boolean diesAfter(int calls) throws Exception {
    Path home = Files.createDirectories(folder.resolve("run-" + calls));
    try (ArchiveRig rig = new ArchiveRig(home)) {
      fill(rig);
      boolean died = false;
      try (Connection real = rig.connect()) {
        rig.archive(mortal(real, calls), rig.signing());
      } catch (SQLException | IllegalStateException killed) {
        assertThat(killed).hasStackTraceContaining("killed");
        died = true;
      }
      assertThat(together(rig, ROWS, "audit.jsonl", "\"seq\":")).containsAll(ALL_ROWS);
      assertThat(together(rig, SERIALS, "ledger.jsonl", "\"serial\":\"")).containsAll(ALL_SERIALS);
      assertThat(rig.stored().verdict()).as("after %d calls", calls).startsWith("intact: ");
      if (died) {
        assertThat(rig.archive()).isInstanceOf(Archived.class);
      }
      assertThat(rig.column(ROWS)).containsExactly("4", "5", "6");
      assertThat(rig.column(SERIALS)).containsExactly("03");
      assertThat(rig.column("select event from audit_entry where seq = 6"))
          .containsExactly("records.archived");
      assertThat(rig.manifests().faultOf(rig.archives())).isEmpty();
      assertThat(rig.whole().verdict()).startsWith("intact: 6 rows");
      return died;
    }
  }

  private static void fill(ArchiveRig rig) throws SQLException {
    for (int day = 1; day <= 5; day++) {
      rig.write("happened", "2026-01-0" + day + "T00:00:00");
      if (day == 3) {
        rig.signHead();
      }
    }
    rig.issue("01", "a", "2026-01-10 00:00:00");
    rig.revoke("01", "2026-01-10 00:00:00");
    rig.issue("02", "a", "2026-02-10 00:00:00");
    rig.issue("03", "a", "2036-01-01 00:00:00");
  }

  /** Rows of the database and of the archives that have a manifest; others do not count. */
  private static Set<String> together(ArchiveRig rig, String query, String file, String before)
      throws IOException, SQLException {
    Set<String> all = new TreeSet<>(rig.column(query));
    RecordsArchive archive = RecordsArchive.of(rig.archives(), 1);
    if (archive.manifest().isPresent()) {
      for (String line : Files.readAllLines(archive.folder().resolve(file))) {
        String value = line.substring(line.indexOf(before) + before.length());
        all.add(value.split("[\",}]", 2)[0]);
      }
    }
    return all;
  }

  /** Makes so many calls, and then none: nothing is committed any more. */
  private static Connection mortal(Connection real, int calls) {
    int[] left = {calls};
    return (Connection)
        Proxy.newProxyInstance(
            ArchiveCrashTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (List.of("prepareStatement", "commit", "rollback").contains(method.getName())
                  && left[0]-- <= 0) {
                if (!real.isClosed()) {
                  if (!real.getAutoCommit()) {
                    real.rollback();
                  }
                  real.close();
                }
                throw new SQLException("killed");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
