package org.bailiwick.ars.changestream;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bailiwick.ars.discovery.ChangePosition;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The position of a reader that has everything, read once for all streams. Streams end when it
 * could not be read lately: a sign of life says that nothing else is so.
 */
final class PresentPosition {
  private static final Duration KNOWN_FOR = Duration.ofSeconds(10);
  private static final long NANOS_OF_MILLI = 1_000_000;

  private final LongSupplier nanos;
  private Optional<ChangePosition> present = Optional.empty();
  private long readAt;
  private long woken;

  /** {@code nanos} counts elapsed time, as {@link System#nanoTime} does. */
  PresentPosition(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Takes over what was read at this moment. */
  synchronized void become(ChangePosition now) {
    readAt = nanos.getAsLong();
    if (!present.equals(Optional.of(now))) {
      present = Optional.of(now);
      notifyAll();
    }
  }

  /**
   * Whether a reader at this position lacks anything.
   *
   * @throws ProblemException dependency-unavailable when it is not known
   */
  synchronized boolean isOther(Optional<ChangePosition> position) {
    if (present.isEmpty() || nanos.getAsLong() - readAt > KNOWN_FOR.toNanos()) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "changes-unknown",
          "The registry does not know for certain what is so");
    }
    return position.filter(this::isPresent).isEmpty();
  }

  /** A reader may be ahead of what was read for all. */
  private boolean isPresent(ChangePosition position) {
    return present
        .filter(now -> now.mark().equals(position.mark()) && position.base() == 0)
        .filter(now -> position.revision() >= now.revision())
        .isPresent();
  }

  /**
   * Waits until the present is another one than this, or somebody wakes the readers, or so long.
   */
  synchronized void await(Optional<ChangePosition> position, Duration atMost)
      throws InterruptedException {
    long end = nanos.getAsLong() + atMost.toNanos();
    long before = woken;
    long rest = atMost.toMillis();
    while (position.filter(this::isPresent).isPresent() && woken == before && rest > 0) {
      wait(rest);
      rest = (end - nanos.getAsLong()) / NANOS_OF_MILLI;
    }
  }

  /** Has all who wait go on. */
  synchronized void wake() {
    woken++;
    notifyAll();
  }
}
