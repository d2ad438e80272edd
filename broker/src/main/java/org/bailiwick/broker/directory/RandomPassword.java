package org.bailiwick.broker.directory;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Passwords of 256 random bits, as hexadecimal digits, which no server changes or refuses. */
final class RandomPassword {
  private static final int BYTES = 32;
  private static final int NAME_BYTES = 8;
  private static final SecureRandom RANDOM = new SecureRandom();

  private RandomPassword() {}

  /** A new one; the caller overwrites it. */
  static byte[] make() {
    return hex(BYTES).getBytes(StandardCharsets.US_ASCII);
  }

  /** The name of a check-out, which is no secret. */
  static String name() {
    return hex(NAME_BYTES);
  }

  private static String hex(int bytes) {
    byte[] octets = new byte[bytes];
    RANDOM.nextBytes(octets);
    return HexFormat.of().formatHex(octets);
  }
}
