package org.bailiwick.node.writer;

/**
 * Tells an outage of the database from a fault of the node; after an outage the same request may
 * succeed.
 */
public final class DatabaseOutage {
  private DatabaseOutage() {}

  public static boolean isIn(Throwable failure) {
    return FailureCauses.isOutage(failure);
  }
}
