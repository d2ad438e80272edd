package org.bailiwick.broker.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.request.RequestContext;

/** The broker's database, in transactions with their audit rows. */
public final class BrokerStore implements AutoCloseable {
  /** Of all brokers, whatever database of the server they use; any number would do. */
  private static final long LOCK = 0x62726f6b6572L;

  private static final Duration CLAIM_WAIT = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final DatabaseLogin login;
  private final Connections connections;
  private final Clock clock;
  private Connection claim;

  private BrokerStore(DatabaseLogin login, Clock clock) {
    this.login = login;
    this.connections = new Connections(login);
    this.clock = clock;
  }

  /**
   * Opens the database, which {@code ./bailiwick migrate} has made.
   *
   * @throws ProblemException dependency-unavailable if it does not answer or has no tables
   */
  public static BrokerStore open(DatabaseLogin login, Clock clock) {
    BrokerStore store = new BrokerStore(login, clock);
    try {
      store.transaction(
          connection -> Rows.all(connection, "select name from wrapping_key", row -> 1));
      return store;
    } catch (ProblemException e) {
      store.close();
      throw new ProblemException(
          e.type(),
          e.check(),
          "The broker's database cannot be read: is it up, used by no other process if it is an H2"
              + " file, and migrated (./bailiwick migrate)?",
          e);
    }
  }

  /** The work of one transaction. */
  @FunctionalInterface
  public interface Unit<T> {
    T apply(Connection connection) throws SQLException;
  }

  /**
   * Commits all changes of the unit, or none.
   *
   * @throws ProblemException dependency-unavailable when the database fails
   */
  public <T> T transaction(Unit<T> unit) {
    Connection connection = null;
    try {
      connection = connections.take();
      T result = committed(connection, unit);
      connections.giveBack(connection);
      connection = null;
      return result;
    } catch (SQLException e) {
      throw unavailable(e);
    } finally {
      if (connection != null) {
        connections.drop(connection);
      }
    }
  }

  private static <T> T committed(Connection connection, Unit<T> unit) throws SQLException {
    connection.setAutoCommit(false);
    T result = unit.apply(connection);
    connection.commit();
    return result;
  }

  /**
   * As above, with an audit row in the same transaction, as its last change. The row has the id of
   * the thread's request.
   */
  public <T> T transaction(AuditEntry entry, Unit<T> unit) {
    return transaction(
        connection -> {
          T result = unit.apply(connection);
          AuditTrail.append(connection, entry, RequestContext.currentId(), clock.instant());
          return result;
        });
  }

  /** Appends an audit row alone. */
  public void record(AuditEntry entry) {
    transaction(entry, connection -> entry);
  }

  /** The present time as the database has it. */
  public LocalDateTime now() {
    return column(clock.instant());
  }

  /** A time as the database has it: UTC, in microseconds. */
  public static LocalDateTime column(Instant time) {
    return LocalDateTime.ofInstant(time.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC);
  }

  /** The sequence number of the first audit row that does not fit; empty if all do. */
  public Optional<Long> firstBreak() {
    return transaction(AuditTrail::firstBreak);
  }

  /** The last audit rows as JSON objects, oldest first. */
  public List<String> lastRows(int rows) {
    return transaction(connection -> AuditTrail.last(connection, rows));
  }

  /**
   * Makes this process the one broker of the database, for as long as it lives. H2 gives a file to
   * one process anyway. PostgreSQL frees the lock of a process that has died.
   *
   * @throws IllegalStateException if another broker does not give the database up in half a minute
   */
  public synchronized void claim() throws InterruptedException {
    if (!login.isPostgresql()) {
      return;
    }
    Instant last = clock.instant().plus(CLAIM_WAIT);
    while (!isClaimed()) {
      if (clock.instant().isAfter(last)) {
        throw new IllegalStateException("Another broker works with " + login.url());
      }
      Thread.sleep(RETRY.toMillis());
    }
  }

  /** Whether the claim still holds; a lost one, after the server was away, is taken anew. */
  public synchronized boolean isClaimed() {
    if (!login.isPostgresql()) {
      return true;
    }
    try {
      if (claim != null && claim.isValid((int) RETRY.toSeconds())) {
        return true;
      }
      unclaim();
      Connection taken = login.open();
      if (lock(taken)) {
        claim = taken;
        return true;
      }
      taken.close();
      return false;
    } catch (SQLException e) {
      return false;
    }
  }

  private static boolean lock(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set idle_session_timeout = 0");
    }
    return Rows.first(connection, "select pg_try_advisory_lock(?)", row -> row.getBoolean(1), LOCK)
        .orElse(false);
  }

  private void unclaim() {
    try {
      if (claim != null) {
        claim.close();
      }
    } catch (SQLException ignored) {
      // the server has ended it
    }
    claim = null;
  }

  private static ProblemException unavailable(SQLException cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "broker-database",
        "The broker's database is not available",
        cause);
  }

  @Override
  public synchronized void close() {
    unclaim();
    connections.close();
  }
}
