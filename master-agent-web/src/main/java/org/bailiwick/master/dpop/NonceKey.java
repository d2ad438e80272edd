package org.bailiwick.master.dpop;

import java.security.SecureRandom;
import java.util.function.Supplier;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The key of nonces in the database, so that a nonce of one node counts at another and after a
 * restart. It is read once; the first node that needs it makes it.
 */
public final class NonceKey implements Supplier<byte[]> {
  private static final int LENGTH = 32;

  private final GroupWriter writer;
  private final SecureRandom random = new SecureRandom();
  private byte[] known;

  public NonceKey(GroupWriter writer) {
    this.writer = writer;
  }

  @Override
  public synchronized byte[] get() {
    if (known == null) {
      byte[] made = new byte[LENGTH];
      random.nextBytes(made);
      byte[][] stored = {made};
      writer.commitAmongNodes(
          em -> {
            NonceKeyRow row = em.find(NonceKeyRow.class, NonceKeyRow.CURRENT);
            if (row == null) {
              row = new NonceKeyRow(made);
              em.persist(row);
            }
            stored[0] = row.secret();
          });
      known = stored[0];
    }
    return known.clone();
  }
}
