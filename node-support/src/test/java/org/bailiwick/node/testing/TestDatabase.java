package org.bailiwick.node.testing;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityTransaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.bailiwick.node.writer.BatchSink;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGConnectionPoolDataSource;

/**
 * A database with the common tables of sql/README.md, read through EclipseLink without a container:
 * H2, or the {@link TestPostgres} of the run.
 */
public final class TestDatabase implements AutoCloseable {
  /**
   * EclipseLink's batch writing: JDBC, as the persistence units have it, or None for comparison.
   */
  public static final String BATCH_WRITING = System.getProperty("batch-writing", "JDBC");

  /** Common tables need no database of their own; the tests of a run follow one another. */
  private static final String ANY = "aca";

  /** By the scripts that made a database: what makes another one with a statement a table. */
  private static final Map<List<String>, String> MADE = new ConcurrentHashMap<>();

  private final String url;
  private final String nodes;
  private final Optional<Connection> keepsMemoryAlive;
  private final TestUnit unit;
  private Optional<JdbcConnectionPool> pool = Optional.empty();

  private TestDatabase(String url, Class<?>... entities) {
    this(url, url, entities);
  }

  /** {@code url} is the owner's, {@code nodes} what entity managers log in with. */
  private TestDatabase(String url, String nodes, Class<?>... entities) {
    this.url = url;
    this.nodes = nodes;
    this.keepsMemoryAlive = url.startsWith("jdbc:h2:") ? Optional.of(connect()) : Optional.empty();
    this.unit = TestUnit.open(nodes, List.of(entities));
  }

  /** An empty database with the common tables: in memory, or on the server of the run. */
  public static TestDatabase ofCommonTables(Class<?>... entities) {
    Optional<TestPostgres> server = TestPostgres.given();
    List<String> scripts = SchemaScripts.allCommonTables();
    if (server.isEmpty()) {
      return again(new TestDatabase(inMemory(), entities), scripts);
    }
    server.get().prepare(ANY, scripts);
    return new TestDatabase(server.get().ownerUrl(ANY), entities);
  }

  private static TestDatabase made(TestDatabase database, List<String> scripts) {
    scripts.forEach(database::run);
    return database;
  }

  /** As {@link #made}, but each database after the first from what H2 says of that one. */
  private static TestDatabase again(TestDatabase database, List<String> scripts) {
    String known = MADE.get(scripts);
    if (known != null) {
      database.run(known);
      return database;
    }
    made(database, scripts);
    MADE.put(scripts, database.script());
    return database;
  }

  private String script() {
    return ask(
        statement -> {
          StringBuilder script = new StringBuilder();
          try (ResultSet rows = statement.executeQuery("script nopasswords nosettings")) {
            while (rows.next()) {
              script.append(rows.getString(1)).append('\n');
            }
          }
          return script.toString();
        });
  }

  private static String inMemory() {
    return "jdbc:h2:mem:" + UUID.randomUUID();
  }

  /**
   * A database in a file, as it is or, when new, with the common tables; opened as the launcher
   * opens it.
   */
  public static TestDatabase inFile(Path file, Class<?>... entities) {
    boolean existed = Files.exists(Path.of(file + ".mv.db"));
    String url = "jdbc:h2:file:" + file + ";WRITE_DELAY=0";
    TestDatabase database = new TestDatabase(url, entities);
    if (!existed) {
      SchemaScripts.allCommonTables().forEach(database::run);
    }
    return database;
  }

  /**
   * The database of the module whose tests run: the entities of its persistence unit, its
   * migrations. In memory; or on the server of the run, and then entity managers have the runtime
   * role's rights and no more.
   */
  public static TestDatabase ofComponent(String component) {
    Optional<TestPostgres> server = TestPostgres.given();
    List<String> scripts = SchemaScripts.of(component);
    if (server.isEmpty()) {
      return again(new TestDatabase(inMemory(), mappedClasses()), scripts);
    }
    TestPostgres given = server.get();
    List<String> granted = new ArrayList<>(scripts);
    granted.add(given.grants(component));
    given.prepare(component, granted);
    return new TestDatabase(
        given.ownerUrl(component), given.runtimeUrl(component), mappedClasses());
  }

  /** The same at a URL, all with one login; on PostgreSQL what is there is dropped. */
  public static TestDatabase ofComponent(String component, String url) {
    TestDatabase database = new TestDatabase(url, mappedClasses());
    if (url.startsWith("jdbc:postgresql:")) {
      database.run("drop schema public cascade; create schema public");
    }
    return made(database, SchemaScripts.of(component));
  }

  /**
   * A database in memory that was at work when the migrations went as far as this number, and has
   * all of them now.
   *
   * @param earlier writes rows as a node of that time did
   */
  public static TestDatabase upgraded(String component, int from, Consumer<TestDatabase> earlier) {
    TestDatabase database = new TestDatabase(inMemory(), mappedClasses());
    List<String> scripts = SchemaScripts.of(component);
    scripts.subList(0, from).forEach(database::run);
    earlier.accept(database);
    scripts.subList(from, scripts.size()).forEach(database::run);
    return database;
  }

  /** The number of migrations. */
  public static int versions(String component) {
    return SchemaScripts.of(component).size();
  }

  /** Those of the one persistence unit on the class path, which may be another module's. */
  private static Class<?>[] mappedClasses() {
    return Pattern.compile("<class>([^<]+)</class>")
        .matcher(persistenceUnit())
        .results()
        .map(mapped -> mapped.group(1))
        .map(TestDatabase::classOf)
        .filter(mapped -> !TestUnit.OF_ALL.contains(mapped))
        .toArray(Class<?>[]::new);
  }

  private static String persistenceUnit() {
    try (InputStream unit = TestDatabase.class.getResourceAsStream("/META-INF/persistence.xml")) {
      return new String(unit.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> classOf(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDBC URL of the owner, for access outside of JPA. */
  public String url() {
    return url;
  }

  /** The data source for reads without JPA, with the rights that entity managers have. */
  public DataSource source() {
    if (nodes.startsWith("jdbc:postgresql:")) {
      return pooled();
    }
    JdbcDataSource source = new JdbcDataSource();
    source.setURL(nodes);
    return source;
  }

  /** A log-in at PostgreSQL costs more than a read. H2's pool is good for any driver. */
  private synchronized DataSource pooled() {
    if (pool.isEmpty()) {
      PGConnectionPoolDataSource source = new PGConnectionPoolDataSource();
      source.setUrl(nodes);
      pool = Optional.of(JdbcConnectionPool.create(source));
    }
    return pool.get();
  }

  private Connection connect() {
    try {
      return DriverManager.getConnection(url);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A question to a database outside of JPA. */
  @FunctionalInterface
  private interface Question<T> {
    T of(Statement statement) throws SQLException;
  }

  /**
   * PostgreSQL is asked over a connection that stays, since a log-in costs more than the answer.
   */
  private <T> T ask(Question<T> question) {
    try {
      if (!url.startsWith("jdbc:postgresql:")) {
        try (Connection connection = connect();
            Statement statement = connection.createStatement()) {
          return question.of(statement);
        }
      }
      try (Statement statement = TestPostgres.kept(url).createStatement()) {
        return question.of(statement);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs SQL statements outside of JPA. */
  public void run(String sql) {
    ask(statement -> statement.execute(sql));
  }

  /** Number of rows. */
  public long count(String table) {
    return ask(
        statement -> {
          try (ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
          }
        });
  }

  /** A sink with one transaction per batch, as a module's session bean is. */
  public BatchSink sink() {
    return batch ->
        inTransaction(
            em -> {
              batch.applyTo(em);
              return true;
            });
  }

  /** An entity manager to read with, without a transaction; the caller closes it. */
  public EntityManager open() {
    return unit.factory().createEntityManager();
  }

  /** Work in one transaction. */
  public <T> T inTransaction(Function<EntityManager, T> work) {
    EntityManager em = unit.factory().createEntityManager();
    EntityTransaction transaction = em.getTransaction();
    try {
      transaction.begin();
      T result = work.apply(em);
      transaction.commit();
      return result;
    } finally {
      if (transaction.isActive()) {
        transaction.rollback();
      }
      em.close();
    }
  }

  @Override
  public void close() {
    unit.close();
    pool.ifPresent(JdbcConnectionPool::dispose);
    try {
      if (keepsMemoryAlive.isPresent()) {
        keepsMemoryAlive.get().close();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
