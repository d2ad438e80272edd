package org.bailiwick.broker.database;

import java.sql.SQLException;
import java.time.Duration;
import org.bailiwick.broker.backend.BackEndAnswer;

/**
 * What a failure of the server means for the call, by its SQLSTATE (PostgreSQL, appendix A). The
 * server's text may quote data and is not passed on.
 */
final class SqlOutcome {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LATER = Duration.ofSeconds(5);

  private SqlOutcome() {}

  /** The answer to a call whose transaction surely had no effect. */
  static BackEndAnswer of(SQLException failure) {
    String state = state(failure);
    if (isConnection(failure)) {
      return new BackEndAnswer.Busy("back-end-away", LATER);
    }
    return switch (state) {
      case "57014" -> new BackEndAnswer.Refused("back-end-time-limit");
      case "55P03", "40001", "40P01" -> new BackEndAnswer.Busy("back-end-conflict", SOON);
      case "42501" -> new BackEndAnswer.Refused("back-end-permission");
      case "25006" -> new BackEndAnswer.Refused("back-end-read-only");
      default -> byClass(state);
    };
  }

  private static BackEndAnswer byClass(String state) {
    return switch (state.substring(0, Math.min(2, state.length()))) {
      case "22" -> new BackEndAnswer.Refused("input-data");
      case "23" -> new BackEndAnswer.Refused("back-end-constraint");
      case "28" -> new BackEndAnswer.Busy("back-end-login", LATER);
      case "53" -> new BackEndAnswer.Busy("back-end-resources", LATER);
      default -> new BackEndAnswer.Refused("back-end-statement");
    };
  }

  /** Whether the connection is lost, or the server ends or starts. */
  static boolean isConnection(SQLException failure) {
    String state = state(failure);
    return state.startsWith("08") || state.startsWith("57P");
  }

  private static String state(SQLException failure) {
    return failure.getSQLState() == null ? "" : failure.getSQLState();
  }
}
