package org.bailiwick.node.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.PersistenceException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A writer whose database is in an H2 file, on a disk that fills, and after H2 gave the file up.
 */
class DatabaseFileTest {
  @TempDir Path folder;

  private final AtomicLong room = new AtomicLong(Long.MAX_VALUE);
  // As a server's pool gives it out, which does not notice that its database is gone.
  private volatile Optional<Connection> pooled = Optional.empty();
  private TestDatabase database;
  private GroupWriter writer;

  @BeforeEach
  void open() {
    database = TestDatabase.inFile(folder.resolve("aca"), NoteRow.class);
    database.run(NoteRow.TABLE);
    writer =
        new GroupWriter(
            batch -> {
              pooled.ifPresent(DatabaseFileTest::use);
              database.sink().write(batch);
            },
            Thread::new,
            WriterSettings.of("authority/test", Clock.systemUTC()),
            new DatabaseFile(file -> room.get()));
  }

  private static void use(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  @AfterEach
  void close() {
    writer.close();
  }

  @Test
  void writesNothingWhileThereIsLittleRoomAndGoesOnByItself() {
    add("1");
    assertThat(writer.fault()).isEmpty();
    room.set(DatabaseFile.RESERVE - 1);
    assertRefused("2", "disk-full");
    assertThat(writer.fault()).hasValueSatisfying(fault -> assertThat(fault).contains("make room"));
    assertThat(writer.needsRestart()).isFalse();
    room.set(DatabaseFile.RESERVE);
    add("3");
    assertThat(writer.fault()).isEmpty();
    assertThat(ids()).containsExactly("1", "3");
    database.close();
  }

  @Test
  void findsLittleRoomAtItsFirstBatch() {
    room.set(0);
    assertRefused("1", "disk-full");
    assertThat(ids()).isEmpty();
    database.close();
  }

  @Test
  void keepsAFileClosedThatH2GaveUp() throws Exception {
    add("1");
    pooled = Optional.of(DriverManager.getConnection(database.url()));
    database.run("shutdown immediately");
    assertThatThrownBy(() -> add("2"))
        .isInstanceOf(ProblemException.class)
        .extracting(thrown -> ((ProblemException) thrown).type())
        .isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    assertRefused("3", "database-file-given-up");
    assertThat(writer.needsRestart()).isTrue();
    assertThat(writer.fault())
        .hasValueSatisfying(fault -> assertThat(fault).contains("restart the node"));
    // Not renewed, it must not be opened again.
    assertThatThrownBy(() -> DriverManager.getConnection(database.url()))
        .asInstanceOf(InstanceOfAssertFactories.type(SQLException.class))
        .satisfies(refused -> assertThat(refused.getErrorCode()).isEqualTo(90020))
        .satisfies(refused -> assertThat(DatabaseOutage.isIn(refused)).isTrue());
  }

  @Test
  void asksForNoRoomWhereThereIsNoFile() {
    room.set(0);
    try (TestDatabase elsewhere = TestDatabase.ofCommonTables(NoteRow.class)) {
      elsewhere.run(NoteRow.TABLE);
      try (GroupWriter other =
          new GroupWriter(
              elsewhere.sink(),
              Thread::new,
              WriterSettings.of("authority/test", Clock.systemUTC()),
              new DatabaseFile(file -> room.get()))) {
        other.commit(em -> em.persist(new NoteRow("1", "a")));
        assertThat(other.fault()).isEmpty();
      }
      assertThat(elsewhere.count("note")).isOne();
    }
    database.close();
  }

  private void add(String id) {
    writer.commit(
        em -> em.persist(new NoteRow(id, id)), AuditEntry.of("note.added", Outcome.DONE, "", id));
  }

  private void assertRefused(String id, String check) {
    assertThatThrownBy(() -> add(id))
        .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
        .satisfies(
            refused -> {
              assertThat(refused.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
              assertThat(refused.check()).isEqualTo(check);
            });
  }

  private List<String> ids() {
    return database.inTransaction(
        em ->
            em.createQuery("select n.id from NoteRow n order by n.id", String.class)
                .getResultList());
  }
}
