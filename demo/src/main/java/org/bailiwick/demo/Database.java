package org.bailiwick.demo;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.h2.jdbcx.JdbcConnectionPool;

/** An agent's own H2 file. Its tables are created when the file is first opened. */
final class Database {
  private static final String[] TABLES = {
    """
    create table if not exists answer (
      idempotency_key varchar(300) primary key,
      order_digest varchar(64) not null,
      output text not null)
    """,
    """
    create table if not exists booking (
      id varchar(36) primary key,
      idempotency_key varchar(300) not null unique,
      eur_total decimal(19, 2) not null,
      booked_at timestamp(6) not null)
    """,
    """
    create table if not exists booking_line (
      booking varchar(36) not null references booking,
      currency char(3) not null,
      invoices integer not null,
      net decimal(19, 2) not null,
      vat decimal(19, 2) not null,
      eur decimal(19, 2) not null,
      primary key (booking, currency))
    """,
    """
    create table if not exists receipt (
      number bigint generated always as identity primary key,
      idempotency_key varchar(300) not null unique,
      booking varchar(36) not null,
      eur_total decimal(19, 2) not null,
      written_at timestamp(6) not null)
    """
  };

  private final JdbcConnectionPool pool;

  private Database(JdbcConnectionPool pool) {
    this.pool = pool;
  }

  /** Opens the file with WRITE_DELAY=0, so that committed rows survive the end of the process. */
  static Database open(Path file) {
    String url = "jdbc:h2:file:" + file.toAbsolutePath() + ";WRITE_DELAY=0";
    Database database = new Database(JdbcConnectionPool.create(url, "sa", ""));
    database.transaction(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
              statement.execute(table);
            }
          }
          return database;
        });
    return database;
  }

  /** The work of one transaction. */
  interface Unit<T> {
    T apply(Connection connection) throws SQLException;
  }

  /**
   * Commits all changes of the unit, or none. A failure of the database is a problem after which
   * the caller may retry.
   */
  <T> T transaction(Unit<T> unit) {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = unit.apply(connection);
        connection.commit();
        return result;
      } finally {
        connection.rollback(); // has no effect after the commit
      }
    } catch (SQLException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "database", "The agent's database failed", e);
    }
  }
}
