package org.bailiwick.aca.testing;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.node.testing.TestDatabase;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;

/** The authority's database in memory, from the real migrations and the real mapping. */
public final class TestLedger implements AutoCloseable {

  private final TestDatabase database;
  private final GroupWriter writer;

  private TestLedger(TestDatabase database, Clock clock) {
    this.database = database;
    writer =
        new GroupWriter(database.sink(), Thread::new, WriterSettings.of("authority/aca", clock));
  }

  public static TestLedger open(Clock clock) {
    return new TestLedger(TestDatabase.ofComponent("aca"), clock);
  }

  /** In the empty database of this JDBC URL. */
  public static TestLedger open(String url, Clock clock) {
    return new TestLedger(TestDatabase.ofComponent("aca", url), clock);
  }

  public GroupWriter writer() {
    return writer;
  }

  /** Like the container's: a fresh persistence context for each read. */
  public LedgerReader reader() {
    return new LedgerReader() {
      @Override
      public <T> T read(Function<EntityManager, T> query) {
        return database.inTransaction(query);
      }
    };
  }

  /** As the container's pool. */
  public DataSource source() {
    return database.source();
  }

  /** Runs SQL as the owner of the database. */
  public void run(String sql) {
    database.run(sql);
  }

  /** Number of rows. */
  public long count(String table) {
    return database.count(table);
  }

  @Override
  public void close() {
    writer.close();
    database.close();
  }
}
