package org.bailiwick.aca.comparison;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.bailiwick.contract.credential.Sha256;

/**
 * Sums of digests of facts, one sum for each of 4096 buckets. The facts of the log are added and
 * those of the ledger subtracted, in any order. A bucket whose sum is zero has the same facts on
 * both sides; the facts of other buckets are compared one by one.
 */
final class Buckets {

  static final int COUNT = 4096;

  private final long[] high = new long[COUNT];
  private final long[] low = new long[COUNT];

  static int of(Fact fact) {
    return Math.floorMod(fact.name().hashCode() * 0x9E3779B9, COUNT);
  }

  void add(Fact fact) {
    add(fact, 1);
  }

  void subtract(Fact fact) {
    add(fact, -1);
  }

  private void add(Fact fact, int sign) {
    String text = fact.name() + "\n" + fact.content();
    ByteBuffer digest = ByteBuffer.wrap(Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    high[of(fact)] += sign * digest.getLong();
    low[of(fact)] += sign * digest.getLong();
  }

  /** The buckets that differ, up to this number. */
  BitSet differing(int most) {
    BitSet differing = new BitSet(COUNT);
    for (int bucket = 0; bucket < COUNT && differing.cardinality() < most; bucket++) {
      differing.set(bucket, high[bucket] != 0 || low[bucket] != 0);
    }
    return differing;
  }
}
