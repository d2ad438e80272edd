package org.bailiwick.node.lists;

import java.security.SecureRandom;
import java.util.function.Supplier;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The key of page tokens in the database, so that a search or list that began at one node goes on
 * at another and after a restart. It is read once; the first node that needs it makes it.
 */
final class PageTokenKey implements Supplier<byte[]> {
  private static final int LENGTH = 32;

  private final GroupWriter writer;
  private final SecureRandom random;
  private byte[] known;

  PageTokenKey(GroupWriter writer, SecureRandom random) {
    this.writer = writer;
    this.random = random;
  }

  @Override
  public synchronized byte[] get() {
    if (known == null) {
      byte[] made = new byte[LENGTH];
      random.nextBytes(made);
      byte[][] stored = {made};
      writer.commitAmongNodes(
          em -> {
            PageTokenKeyRow row = em.find(PageTokenKeyRow.class, PageTokenKeyRow.CURRENT);
            if (row == null) {
              row = new PageTokenKeyRow(made);
              em.persist(row);
            }
            stored[0] = row.secret();
          });
      known = stored[0];
    }
    return known.clone();
  }
}
