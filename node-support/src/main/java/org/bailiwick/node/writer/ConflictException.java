package org.bailiwick.node.writer;

/**
 * A unit of work broke a constraint of the database, in most cases because a row with its key
 * exists. Nothing of the unit was stored. The caller turns this into a problem or reads the row.
 */
public final class ConflictException extends RuntimeException {

  ConflictException(Throwable cause) {
    super("a constraint of the database was broken", cause);
  }

  /** Whether this constraint, named as in the migration, is the broken one. */
  public boolean broke(String constraint) {
    return FailureCauses.names(this, constraint);
  }
}
