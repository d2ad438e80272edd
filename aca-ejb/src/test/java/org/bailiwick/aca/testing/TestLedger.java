package org.bailiwick.aca.testing;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import jakarta.persistence.PersistenceConfiguration;
import jakarta.persistence.PersistenceUnitTransactionType;
import jakarta.persistence.SharedCacheMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.node.writer.Batch;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.WriterSettings;

/** The authority's database in memory, from the real migrations and the real mapping. */
public final class TestLedger implements AutoCloseable {

  private static final Pattern CLASS = Pattern.compile("<class>([^<]+)</class>");

  private final Connection keepsAlive;
  private final EntityManagerFactory factory;
  private final GroupWriter writer;

  private TestLedger(Clock clock) throws IOException, SQLException, ClassNotFoundException {
    String url = "jdbc:h2:mem:" + UUID.randomUUID();
    keepsAlive = DriverManager.getConnection(url);
    for (String file : new String[] {"V001__ledger.sql", "V002__revocation.sql"}) {
      run(Files.readString(Path.of("..", "sql", "aca", file)));
    }
    PersistenceConfiguration unit =
        new PersistenceConfiguration("aca-test-" + UUID.randomUUID())
            .provider("org.eclipse.persistence.jpa.PersistenceProvider")
            .transactionType(PersistenceUnitTransactionType.RESOURCE_LOCAL)
            .sharedCacheMode(SharedCacheMode.NONE)
            .property("jakarta.persistence.jdbc.driver", "org.h2.Driver")
            .property("jakarta.persistence.jdbc.url", url)
            .property("eclipselink.jdbc.batch-writing", "JDBC")
            .property("eclipselink.logging.level", "OFF")
            .property("eclipselink.weaving", "false");
    Matcher mapped =
        CLASS.matcher(Files.readString(Path.of("src/main/resources/META-INF/persistence.xml")));
    while (mapped.find()) {
      unit.managedClass(Class.forName(mapped.group(1)));
    }
    factory = unit.createEntityManagerFactory();
    writer = new GroupWriter(this::write, Thread::new, WriterSettings.of("authority/aca", clock));
  }

  public static TestLedger open(Clock clock) {
    try {
      return new TestLedger(clock);
    } catch (IOException | SQLException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  public GroupWriter writer() {
    return writer;
  }

  /** Like the container's: a fresh persistence context for each read. */
  public LedgerReader reader() {
    return new LedgerReader() {
      @Override
      public <T> T read(Function<EntityManager, T> query) {
        try (EntityManager em = factory.createEntityManager()) {
          return query.apply(em);
        }
      }
    };
  }

  /** Number of rows. */
  public long count(String table) {
    try (Statement statement = keepsAlive.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = keepsAlive.createStatement()) {
      statement.execute(sql);
    }
  }

  private void write(Batch batch) {
    EntityManager em = factory.createEntityManager();
    EntityTransaction transaction = em.getTransaction();
    try {
      transaction.begin();
      batch.applyTo(em);
      transaction.commit();
    } finally {
      if (transaction.isActive()) {
        transaction.rollback();
      }
      em.close();
    }
  }

  @Override
  public void close() {
    writer.close();
    factory.close();
    try {
      keepsAlive.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
