package org.bailiwick.proxy.listing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pauses between tries that failed: longer and longer ones, none twice the same, since all
 * proxies of a domain notice at once that the registry is back.
 */
final class Pauses {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final int SPREAD_PERCENT = 25;
  private static final int PERCENT = 100;

  private Duration next = FIRST;

  /**
   * The pause after a failure.
   *
   * @param asked the least that the registry asked for
   */
  Duration afterFailure(Optional<Duration> asked) {
    Duration pause = next;
    Duration twice = next.multipliedBy(2);
    next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    return spread(asked.filter(least -> least.compareTo(pause) > 0).orElse(pause));
  }

  /** Begins with the shortest one again. */
  void reset() {
    next = FIRST;
  }

  /** The duration, or up to a quarter more. */
  static Duration spread(Duration pause) {
    long percent = PERCENT + ThreadLocalRandom.current().nextLong(SPREAD_PERCENT + 1L);
    return pause.multipliedBy(percent).dividedBy(PERCENT);
  }
}
