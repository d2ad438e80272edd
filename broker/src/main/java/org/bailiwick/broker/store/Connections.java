package org.bailiwick.broker.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Connections to the broker's database, of which a few idle ones are kept. */
final class Connections implements AutoCloseable {
  private static final int MOST = 16;
  private static final int WAIT_SECONDS = 10;
  private static final int PROBE_SECONDS = 2;
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A connection, and when it was last in use. */
  private record Idle(Connection connection, long since) {}

  private final DatabaseLogin login;
  private final Semaphore places = new Semaphore(MOST);
  private final Deque<Idle> idle = new ArrayDeque<>();

  Connections(DatabaseLogin login) {
    this.login = login;
  }

  /**
   * A connection that answered a moment ago, or a new one; the caller gives it back or drops it.
   */
  Connection take() throws SQLException {
    if (!acquire()) {
      throw new SQLException("all connections are in use");
    }
    try {
      for (Idle next = poll(); next != null; next = poll()) {
        if (System.nanoTime() - next.since() < FRESH_NANOS
            || next.connection().isValid(PROBE_SECONDS)) {
          return next.connection();
        }
        close(next.connection());
      }
      return login.open();
    } catch (SQLException | RuntimeException e) {
      places.release();
      throw e;
    }
  }

  private boolean acquire() {
    try {
      return places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized Idle poll() {
    return idle.pollLast();
  }

  synchronized void giveBack(Connection connection) {
    idle.addLast(new Idle(connection, System.nanoTime()));
    places.release();
  }

  void drop(Connection connection) {
    close(connection);
    places.release();
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException ignored) {
      // it is of no use anyway
    }
  }

  @Override
  public synchronized void close() {
    idle.forEach(each -> close(each.connection()));
    idle.clear();
  }
}
