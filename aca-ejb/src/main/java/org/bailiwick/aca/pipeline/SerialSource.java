package org.bailiwick.aca.pipeline;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * Makes serial numbers of at most 20 octets (RFC 5280 section 4.1.2.2): milliseconds since 1970,
 * then 112 random bits. So they are unique among nodes, can't be guessed, and are neighbours in the
 * ledger's indexes if they were made at one time (docs/decisions/0025-serial-numbers.md).
 */
final class SerialSource {

  private static final int RANDOM_OCTETS = 14;
  private static final int RANDOM_BITS = RANDOM_OCTETS * Byte.SIZE;

  private final SecureRandom random = new SecureRandom();
  private final InstantSource clock;

  SerialSource(InstantSource clock) {
    this.clock = clock;
  }

  /** The time at which a number of this form was made; a meaningless one for other numbers. */
  static Instant madeAt(SerialNumber serial) {
    return Instant.ofEpochMilli(serial.value().shiftRight(RANDOM_BITS).longValue());
  }

  SerialNumber next() {
    byte[] tail = new byte[RANDOM_OCTETS];
    random.nextBytes(tail);
    byte[] whole =
        ByteBuffer.allocate(Long.BYTES + RANDOM_OCTETS).putLong(clock.millis()).put(tail).array();
    return new SerialNumber(new BigInteger(whole));
  }
}
