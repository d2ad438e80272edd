package org.bailiwick.node.writer;

/**
 * Tells whether an exception comes from an outage of the database, after which the same request may
 * succeed, or from a fault of the node.
 */
public final class DatabaseOutage {
  private DatabaseOutage() {}

  public static boolean isIn(Throwable failure) {
    return FailureCauses.isOutage(failure);
  }
}
