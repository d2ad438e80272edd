package org.bailiwick.aca.cycle;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * Draws serial numbers: 159 random bits, the most that 20 octets hold without the sign bit (RFC
 * 5280 section 4.1.2.2), so that they are unique over nodes and can't be guessed.
 */
final class SerialSource {

  private static final int BITS = 159;

  private final SecureRandom random = new SecureRandom();

  SerialNumber next() {
    BigInteger number;
    do {
      number = new BigInteger(BITS, random);
    } while (number.signum() == 0);
    return new SerialNumber(number);
  }
}
