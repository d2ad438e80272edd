package org.bailiwick.node.policies;

import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The octets of stored bundles, of up to 16 MiB each. All readers of a bundle share one array, and
 * the database is read for one reader at a time, so that many readers need the memory of one.
 * Memory that the node needs for something else is given back.
 */
final class BundleOctets {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final LongFunction<Optional<byte[]>> stored;
  private final Map<Long, SoftReference<byte[]>> known = new ConcurrentHashMap<>();
  private final ReentrantLock turn = new ReentrantLock();

  /**
   * @param stored reads the octets of a bundle by its number, which never changes; empty without it
   */
  BundleOctets(LongFunction<Optional<byte[]>> stored) {
    this.stored = stored;
  }

  /**
   * The octets, which nobody may change; empty if there is no such bundle.
   *
   * @throws ProblemException node-busy if others are read for too long; as the reader
   */
  Optional<byte[]> of(long number) {
    Optional<byte[]> there = find(number);
    return there.isPresent() ? there : read(number);
  }

  private Optional<byte[]> find(long number) {
    return Optional.ofNullable(known.get(number)).map(SoftReference::get);
  }

  private Optional<byte[]> read(long number) {
    try {
      if (!turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
    try {
      Optional<byte[]> there = find(number);
      if (there.isPresent()) {
        return there;
      }
      Optional<byte[]> octets = stored.apply(number);
      known.values().removeIf(each -> each.get() == null);
      octets.ifPresent(read -> known.put(number, new SoftReference<>(read)));
      return octets;
    } finally {
      turn.unlock();
    }
  }

  private static ProblemException busy() {
    return new ProblemException(
            ProblemType.NODE_BUSY,
            "policy-bundles-at-once",
            "The node reads other bundles just now; see Retry-After.")
        .after(RETRY);
  }
}
