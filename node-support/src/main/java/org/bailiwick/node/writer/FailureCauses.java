package org.bailiwick.node.writer;

import jakarta.persistence.EntityExistsException;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Classifies a failed transaction by its chain of causes. SQLSTATE classes are those of ISO/IEC
 * 9075-2 and the PostgreSQL manual, appendix A: 08 connection, 23 constraint, 40 transaction
 * rollback, 53 insufficient resources, 57 operator intervention; 25P03 is the idle-in-transaction
 * timeout.
 */
final class FailureCauses {
  private static final int MAX_DEPTH = 20;

  private FailureCauses() {}

  static Stream<Throwable> of(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(MAX_DEPTH);
  }

  static boolean isConflict(Throwable failure) {
    return sqlStates(failure).anyMatch(state -> state.startsWith("23"))
        || of(failure).anyMatch(EntityExistsException.class::isInstance);
  }

  /**
   * A second try may succeed: there was a deadlock or a lock timeout, or another process took the
   * lease or the next number of the audit chain at the same time (PostgreSQL names the constraint,
   * H2 the columns).
   */
  static boolean isTransient(Throwable failure) {
    return sqlStates(failure)
            .anyMatch(
                state -> state.startsWith("40") || state.equals("HYT00") || state.equals("55P03"))
        || (isConflict(failure) && (names(failure, "audit_entry") || names(failure, "lease_pk")));
  }

  /** Whether the database's message names this constraint or table. */
  static boolean names(Throwable failure, String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return of(failure)
        .filter(SQLException.class::isInstance)
        .map(cause -> String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT))
        .anyMatch(message -> message.contains(lower));
  }

  /** The database cannot be reached or does not work, so no unit caused the failure. */
  static boolean isOutage(Throwable failure) {
    return of(failure).anyMatch(NoWriteException.class::isInstance)
        || sqlStates(failure).anyMatch(FailureCauses::isOfOutage);
  }

  // H2 reports HY000, a general error, when its file cannot be written or was closed.
  private static boolean isOfOutage(String state) {
    return state.isEmpty()
        || state.equals("HY000")
        || state.startsWith("08")
        || state.equals("25P03")
        || state.startsWith("53")
        || state.startsWith("57")
        || state.startsWith("58")
        || state.startsWith("90");
  }

  /** The exception for a caller whose transaction, with its unit alone, failed. */
  static RuntimeException forCaller(Throwable failure, boolean ofUnit) {
    Optional<ProblemException> problem =
        of(failure)
            .filter(ProblemException.class::isInstance)
            .map(ProblemException.class::cast)
            .findFirst();
    if (problem.isPresent()) {
      return problem.get();
    }
    if (isConflict(failure)) {
      return new ConflictException(failure);
    }
    Optional<String> noWrite =
        of(failure)
            .filter(NoWriteException.class::isInstance)
            .map(cause -> ((NoWriteException) cause).reason().check())
            .findFirst();
    if (noWrite.isPresent()) {
      // With a Retry-After the log has a line for each refused request and no stack trace.
      return unavailable(noWrite.get(), failure).after(Duration.ofSeconds(10));
    }
    if (ofUnit
        && failure instanceof RuntimeException own
        && !(failure instanceof PersistenceException)) {
      return own;
    }
    return unavailable("database-write", failure);
  }

  static ProblemException unavailable(String check, Throwable cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        check,
        "The node cannot write to its database at present.",
        cause);
  }

  private static Stream<String> sqlStates(Throwable failure) {
    return of(failure)
        .filter(SQLException.class::isInstance)
        .map(cause -> ((SQLException) cause).getSQLState())
        .map(state -> state == null ? "" : state);
  }
}
