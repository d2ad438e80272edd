package org.bailiwick.aca.comparison;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.bailiwick.contract.credential.Sha256;

/**
 * Sums of digests of facts, a sum for each of some thousand shares of them: those of the log are
 * added and those of the ledger taken away, in whatever order they come. A share of which nothing
 * is left holds the same facts on both sides; of the others the facts are looked at one by one.
 */
final class Buckets {

  static final int COUNT = 4096;

  private final long[] high = new long[COUNT];
  private final long[] low = new long[COUNT];

  static int of(Fact fact) {
    return Math.floorMod(fact.name().hashCode() * 0x9E3779B9, COUNT);
  }

  void add(Fact fact) {
    ByteBuffer digest = digest(fact);
    high[of(fact)] += digest.getLong();
    low[of(fact)] += digest.getLong();
  }

  void take(Fact fact) {
    ByteBuffer digest = digest(fact);
    high[of(fact)] -= digest.getLong();
    low[of(fact)] -= digest.getLong();
  }

  private static ByteBuffer digest(Fact fact) {
    String text = fact.name() + "\n" + fact.content();
    return ByteBuffer.wrap(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The shares that differ, at most so many. */
  BitSet differing(int most) {
    BitSet differing = new BitSet(COUNT);
    for (int bucket = 0; bucket < COUNT && differing.cardinality() < most; bucket++) {
      differing.set(bucket, high[bucket] != 0 || low[bucket] != 0);
    }
    return differing;
  }
}
