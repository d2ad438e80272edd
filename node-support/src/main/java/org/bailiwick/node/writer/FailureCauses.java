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
 * Reads what a failed transaction means from its chain of causes. SQLSTATE classes are those of
 * ISO/IEC 9075-2 and the PostgreSQL manual, appendix A: 08 connection, 23 constraint, 40 rolled
 * back for others' sake, 53 and 57 server trouble, 25P03 a session that the server ended because
 * its transaction did nothing for too long.
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
   * Two transactions were in each other's way and the same may succeed when tried again: a
   * deadlock, a lock not got in time, or a lease or a place in the audit chain that another process
   * took at the same moment (PostgreSQL names the constraint, H2 the columns).
   */
  static boolean isTransient(Throwable failure) {
    return sqlStates(failure)
            .anyMatch(
                state -> state.startsWith("40") || state.equals("HYT00") || state.equals("55P03"))
        || (isConflict(failure) && (names(failure, "audit_entry") || names(failure, "lease_pk")));
  }

  /** Whether the database's message names this constraint or table. */
  static boolean names(Throwable failure, String wanted) {
    String lower = wanted.toLowerCase(Locale.ROOT);
    return of(failure)
        .filter(SQLException.class::isInstance)
        .map(cause -> String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT))
        .anyMatch(message -> message.contains(lower));
  }

  /** No unit is to blame: the database cannot be reached or does not work. */
  static boolean isOutage(Throwable failure) {
    return of(failure).anyMatch(NoWriteException.class::isInstance)
        || sqlStates(failure).anyMatch(FailureCauses::isOfOutage);
  }

  // HY000, a general error, is what H2 says when its file cannot be written or was given up.
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
      // Ten seconds, also so that the log has a line of each refused request and no stack.
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
        "The node cannot store records at present.",
        cause);
  }

  private static Stream<String> sqlStates(Throwable failure) {
    return of(failure)
        .filter(SQLException.class::isInstance)
        .map(cause -> ((SQLException) cause).getSQLState())
        .map(state -> state == null ? "" : state);
  }
}
