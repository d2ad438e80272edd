package org.bailiwick.node.lease;

/**
 * Another process, or this one again, has acquired the lease meanwhile. Nothing of the unit of work
 * that asked for it is stored.
 */
public final class LeaseLostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LeaseLostException(String name) {
    super("the lease " + name + " was lost");
  }
}
