package org.bailiwick.command.migration;

/** A file has the header of a store but no content that can be read. */
final class NothingFoundException extends Exception {
  private static final long serialVersionUID = 1L;
}
