package org.bailiwick.node.records;

/**
 * One component's chain in its database.
 *
 * @param name of the chain
 * @param archived what is no longer there, and rightly so
 */
public record StoredChain(String name, RecordReads reads, ArchivedRows archived) {

  /** A chain whose rows are never archived. */
  public static StoredChain whole(String name, RecordReads reads) {
    return new StoredChain(name, reads, ArchivedRows.NONE);
  }
}
