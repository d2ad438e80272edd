package org.bailiwick.contract.identifier;

import java.math.BigInteger;
import java.util.Optional;

/**
 * Base58 in the alphabet of Bitcoin (draft-msporny-base58 section 2), which has one text for each
 * octets.
 */
final class Base58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

  private static final BigInteger BASE = BigInteger.valueOf(ALPHABET.length());

  private Base58() {}

  /** The octets; empty if the text has another character or none. */
  static Optional<byte[]> decode(String text) {
    BigInteger number = BigInteger.ZERO;
    for (int at = 0; at < text.length(); at++) {
      int digit = ALPHABET.indexOf(text.charAt(at));
      if (digit < 0) {
        return Optional.empty();
      }
      number = number.multiply(BASE).add(BigInteger.valueOf(digit));
    }
    int zeros = leading(text);
    byte[] significant = number.signum() == 0 ? new byte[0] : unsigned(number);
    byte[] octets = new byte[zeros + significant.length];
    System.arraycopy(significant, 0, octets, zeros, significant.length);
    return text.isEmpty() ? Optional.empty() : Optional.of(octets);
  }

  static String encode(byte[] octets) {
    StringBuilder text = new StringBuilder();
    for (BigInteger rest = new BigInteger(1, octets); rest.signum() > 0; rest = rest.divide(BASE)) {
      text.append(ALPHABET.charAt(rest.mod(BASE).intValue()));
    }
    for (int at = 0; at < octets.length && octets[at] == 0; at++) {
      text.append(ALPHABET.charAt(0));
    }
    return text.reverse().toString();
  }

  private static int leading(String text) {
    int zeros = 0;
    while (zeros < text.length() && text.charAt(zeros) == ALPHABET.charAt(0)) {
      zeros++;
    }
    return zeros;
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    if (bytes[0] != 0) {
      return bytes;
    }
    byte[] shorter = new byte[bytes.length - 1];
    System.arraycopy(bytes, 1, shorter, 0, shorter.length);
    return shorter;
  }
}
