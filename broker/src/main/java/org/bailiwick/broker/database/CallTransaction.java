package org.bailiwick.broker.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.broker.asset.AssetLimits;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.Marks;

/**
 * The transaction of one call. Its number and its output are recorded before the commit, so that
 * the server says afterwards what became of it ({@code pg_xact_status}).
 */
record CallTransaction(PostgresLogin login, AssetLimits limits, Marks marks, Clock clock) {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final String UNCONFIRMED = "commit-unconfirmed";

  /** What the server says of a transaction. */
  enum Status {
    COMMITTED,
    ABORTED,
    IN_PROGRESS,
    UNKNOWN
  }

  /** Executes the statement as this role, and commits. */
  BackEndAnswer run(
      BackEndCall call, DatabaseOperation operation, List<Optional<Object>> values, CallRole role) {
    boolean committing = false;
    Duration left = Duration.between(clock.instant(), call.deadline());
    if (left.toMillis() < 1) {
      return new BackEndAnswer.Busy("back-end-time-limit", SOON);
    }
    try (Connection connection = login.open(role.name(), role.password(), left)) {
      connection.setAutoCommit(false);
      connection.setReadOnly(operation.reads());
      String output = execute(connection, operation, values);
      Optional<String> number = number(connection);
      if (number.isPresent()) {
        marks.put(call.idempotencyKey(), number.get(), output);
      }
      committing = true;
      connection.commit();
      return new BackEndAnswer.Done(output);
    } catch (ResultText.TooLarge e) {
      return new BackEndAnswer.Refused("output-too-large");
    } catch (SQLException e) {
      return committing && SqlOutcome.isConnection(e)
          ? new BackEndAnswer.Busy(UNCONFIRMED, SOON) // the repetition settles it
          : SqlOutcome.of(e);
    }
  }

  /** Whether the answer leaves open what became of the transaction. */
  static boolean mayHaveCommitted(BackEndAnswer.Busy answer) {
    return answer.reason().equals(UNCONFIRMED);
  }

  private String execute(
      Connection connection, DatabaseOperation operation, List<Optional<Object>> values)
      throws SQLException, ResultText.TooLarge {
    try (PreparedStatement statement = connection.prepareStatement(operation.statement().jdbc())) {
      for (int i = 0; i < values.size(); i++) {
        bind(statement, i + 1, values.get(i));
      }
      statement.setMaxRows(limits.rows() + 1);
      return ResultText.of(statement, statement.execute(), limits);
    }
  }

  private static void bind(PreparedStatement statement, int index, Optional<Object> value)
      throws SQLException {
    if (value.isEmpty()) {
      statement.setNull(index, Types.NULL);
    } else if (value.get() instanceof ParameterType.JsonText json) {
      statement.setObject(index, json.text(), Types.OTHER);
    } else {
      statement.setObject(index, value.get());
    }
  }

  /** The transaction's number, if it has changed anything. */
  private static Optional<String> number(Connection connection) throws SQLException {
    try (PreparedStatement query =
            connection.prepareStatement("select pg_current_xact_id_if_assigned()::text");
        ResultSet row = query.executeQuery()) {
      row.next();
      return Optional.ofNullable(row.getString(1));
    }
  }

  static Status status(Connection admin, String number) throws SQLException {
    try (PreparedStatement query =
        admin.prepareStatement("select pg_xact_status(cast(? as text)::xid8)")) {
      query.setString(1, number);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return switch (String.valueOf(row.getString(1))) {
          case "committed" -> Status.COMMITTED;
          case "aborted" -> Status.ABORTED;
          case "in progress" -> Status.IN_PROGRESS;
          default -> Status.UNKNOWN;
        };
      }
    } catch (SQLException e) {
      if (SqlOutcome.isConnection(e)) {
        throw e;
      }
      return Status.UNKNOWN; // the number is not one of this server, for instance after a restore
    }
  }
}
