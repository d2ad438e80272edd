package org.bailiwick.ars.transfer;

/** Ends a unit of work in which there is nothing to change, so that it leaves no row. */
final class Unchanged extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Unchanged() {
    super("there is nothing to change", null, false, false);
  }
}
