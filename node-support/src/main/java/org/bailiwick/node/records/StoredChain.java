package org.bailiwick.node.records;

/**
 * A component's audit chain in its database.
 *
 * @param name name of the chain
 * @param archived statements on rows that are no longer in the database
 */
public record StoredChain(String name, RecordReads reads, ArchivedRows archived) {

  /** A chain whose rows are never archived. */
  public static StoredChain whole(String name, RecordReads reads) {
    return new StoredChain(name, reads, ArchivedRows.NONE);
  }
}
