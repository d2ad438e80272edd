package org.bailiwick.node.writer;

import jakarta.persistence.EntityManager;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The figures of docs/decisions/0005: units per second (one ledger row and one audit row each) on
 * an H2 file database as the launcher opens it. Not a test; {@code -Dmeasure=PT10S} runs it, each
 * way for that long after the same warm-up.
 */
@EnabledIfSystemProperty(named = "measure", matches = "PT.+")
class GroupWriterMeasurement {
  private static final Duration TIME = Duration.parse(System.getProperty("measure", "PT5S"));

  @TempDir Path folder;

  private final AtomicLong units = new AtomicLong();
  private final AtomicLong commits = new AtomicLong();
  private final AtomicLong ids = new AtomicLong();

  @Test
  void compare() throws Exception {
    // Two passes, since what comes first is otherwise measured while the machine code is still
    // being made.
    for (String pass : new String[] {"warm-up", "measured"}) {
      System.out.println(pass + ", batch writing " + TestDatabase.BATCH_WRITING);
      once();
    }
  }

  private void once() throws Exception {
    for (int callers : new int[] {1, 32}) {
      eachInItsOwnTransaction(callers);
    }
    for (int callers : new int[] {1, 8, 32, 128}) {
      inBatches(64, callers);
    }
    for (int batch : new int[] {16, 256}) {
      inBatches(batch, 128);
    }
    plainJdbc(64);
  }

  private void eachInItsOwnTransaction(int callers) throws Exception {
    try (TestDatabase database = open("each-" + callers)) {
      List<AuditChain> chains = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        chains.add(new AuditChain("chain-" + i));
      }
      measure(
          "a transaction each, " + callers + " threads",
          callers,
          id -> {
            AuditChain chain = chains.get((int) (Thread.currentThread().threadId() % callers));
            synchronized (chain) {
              database.inTransaction(em -> write(em, chain, id));
            }
            commits.incrementAndGet();
          });
    }
  }

  private void inBatches(int size, int callers) throws Exception {
    WriterSettings settings =
        new WriterSettings("chain", size, 4096, Duration.ofSeconds(30), Clock.systemUTC());
    try (TestDatabase database = open("batch-" + size + "-" + callers)) {
      BatchSink sink = database.sink();
      BatchSink counting =
          batch -> {
            sink.write(batch);
            commits.incrementAndGet();
          };
      try (GroupWriter writer = new GroupWriter(counting, Thread::new, settings)) {
        measure(
            "group writer, batches up to " + size + ", " + callers + " callers",
            callers,
            id -> writer.commit(em -> em.persist(row(id)), entry(id)));
      }
    }
  }

  /**
   * Measures the bound that could be reached: the same rows without JPA and without hashes, one
   * thread that never waits for callers.
   */
  private void plainJdbc(int size) throws Exception {
    try (TestDatabase database = open("jdbc");
        Connection connection = DriverManager.getConnection(database.url())) {
      connection.setAutoCommit(false);
      measure(
          "plain JDBC, " + size + " units a commit, no callers, no hashes",
          1,
          id -> insert(connection, id, size));
    }
  }

  private void insert(Connection connection, long id, int size) {
    try (PreparedStatement note = connection.prepareStatement("insert into note values (?, ?)");
        PreparedStatement audit =
            connection.prepareStatement(
                "insert into audit_entry values ('c', ?, ?, 'r', 'e', 'DONE', '', '', '', '{}', x'00', x'00')")) {
      for (long i = id * size; i < (id + 1) * size; i++) {
        note.setString(1, "n" + i);
        note.setString(2, "n" + i);
        note.addBatch();
        audit.setLong(1, i);
        audit.setTimestamp(2, Timestamp.from(Instant.EPOCH));
        audit.addBatch();
      }
      note.executeBatch();
      audit.executeBatch();
      connection.commit();
      commits.incrementAndGet();
      units.addAndGet(size - 1L);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void measure(String name, int callers, LongConsumer work) throws InterruptedException {
    run(TIME, callers, work);
    commits.set(0);
    units.set(0);
    long start = System.nanoTime();
    run(TIME, callers, work);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%-62s %8.0f units/s %8.0f commits/s %6.1f units a commit%n",
        name, units.get() / seconds, commits.get() / seconds, (double) units.get() / commits.get());
  }

  private void run(Duration time, int callers, LongConsumer work) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (System.nanoTime() < end) {
                  work.accept(ids.incrementAndGet());
                  units.incrementAndGet();
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static boolean write(EntityManager em, AuditChain chain, long id) {
    em.persist(row(id));
    chain.append(em, entry(id), Instant.EPOCH, "request-1");
    return true;
  }

  private static NoteRow row(long id) {
    return new NoteRow("n" + id, "n" + id);
  }

  private static AuditEntry entry(long id) {
    return new AuditEntry(
        "note.added", Outcome.DONE, "", "spiffe://bailiwick.example/agent/a", "n" + id, Map.of());
  }

  private TestDatabase open(String name) {
    TestDatabase database =
        TestDatabase.inFile(folder.resolve(name + "-" + ids.get()), NoteRow.class);
    database.run(NoteRow.TABLE);
    return database;
  }
}
