package org.bailiwick.ars.registration;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Generates agent identifiers: {@code urn:uuid:} with a version 7 UUID (RFC 9562 section 5.7). Each
 * identifier is greater than the one before, also within a millisecond and when the clock goes
 * back, because the random bits count up (section 6.2, method 2). So this process never makes an
 * identifier twice; the primary key of the table refuses one that another process made.
 */
final class IdentifierSource {
  private static final int RANDOM_BITS_HIGH = 12;
  private static final int RANDOM_BITS_LOW = 62;
  private static final long LOW_MASK = (1L << RANDOM_BITS_LOW) - 1;
  private static final long HIGH_MASK = (1L << RANDOM_BITS_HIGH) - 1;

  private final Clock clock;
  private final SecureRandom random;
  private long millis;
  private long high;
  private long low;

  IdentifierSource(Clock clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  synchronized String next() {
    long now = clock.millis();
    if (now > millis) {
      millis = now;
      high = random.nextLong() & HIGH_MASK;
      low = random.nextLong() & LOW_MASK;
    } else {
      countUp();
    }
    long mostSignificant = millis << 16 | 0x7000L | high;
    long leastSignificant = 0x8000_0000_0000_0000L | low;
    return "urn:uuid:" + new UUID(mostSignificant, leastSignificant);
  }

  /**
   * Counts up by a random step, so that the next identifier is hard to guess. On overflow the time
   * part moves one millisecond ahead.
   */
  private void countUp() {
    low += 1 + (random.nextInt() & 0x7fff_ffffL);
    if (low > LOW_MASK) {
      low &= LOW_MASK;
      high++;
    }
    if (high > HIGH_MASK) {
      high = 0;
      millis++;
    }
  }
}
