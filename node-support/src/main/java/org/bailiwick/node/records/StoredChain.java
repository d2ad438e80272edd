package org.bailiwick.node.records;

import java.util.Set;

/**
 * A component's audit chain in its database.
 *
 * @param name name of the chain
 * @param archived manifests of rows that are no longer in the database
 * @param beginnings events of rows that grant nothing, and that other nodes on the database may
 *     have written before this node's first start
 */
public record StoredChain(
    String name, RecordReads reads, ArchivedRows archived, Set<String> beginnings) {

  /** A chain that this node alone writes. */
  public StoredChain(String name, RecordReads reads, ArchivedRows archived) {
    this(name, reads, archived, Set.of());
  }

  /** A chain whose rows are never archived. */
  public static StoredChain whole(String name, RecordReads reads) {
    return new StoredChain(name, reads, ArchivedRows.NONE);
  }

  /** The same chain, which several nodes write, and which may begin with such rows. */
  public StoredChain beginningWith(String event) {
    return new StoredChain(name, reads, archived, Set.of(event));
  }
}
