package org.bailiwick.aca.comparison;

import java.time.Instant;
import java.util.Optional;

/**
 * One row in which ledger and log differ.
 *
 * @param table name of the database table
 * @param key key of the row in the form of the log
 * @param what how they differ
 * @param lastEvent the newest event about a row that is missing
 */
public record Difference(String table, String key, String what, Optional<LastEvent> lastEvent) {

  /** Audit event of a row that differs. */
  public static final String FOUND = "ledger.differs";

  /** Audit event of an officer who accepts a difference. */
  public static final String ACCEPTED = "ledger.difference-accepted";

  static final String MISSING = "is missing, and the audit log tells of it";

  static final String NO_EVENT = "stands there, and no event of the audit log tells of it";
  static final String CHANGED = "says something else than the audit log";
  static final String OWNER = "names an owner to whom the audit log gives the name nowhere";
  static final String NO_OWNER = "is missing, and the name was issued";

  /**
   * The newest event about a row.
   *
   * @param content the values other than the key that are in both row and event, one a line
   */
  public record LastEvent(String content, Instant at) {}

  Difference(String table, String key, String what) {
    this(table, key, what, Optional.empty());
  }

  /** The row, as officers and events name it. */
  public String row() {
    return table + " " + key;
  }

  @Override
  public String toString() {
    return row() + " " + what;
  }
}
