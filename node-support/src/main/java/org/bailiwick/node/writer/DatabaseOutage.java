package org.bailiwick.node.writer;

/**
 * Tells a database that does not work at present, by the failure that it caused, from a fault of
 * the node: the same request may succeed later.
 */
public final class DatabaseOutage {
  private DatabaseOutage() {}

  public static boolean isIn(Throwable failure) {
    return FailureCauses.isOutage(failure);
  }
}
