package org.bailiwick.contract.credential;

import java.math.BigInteger;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A certificate's serial number: a positive number of at most 20 octets (RFC 5280 section 4.1.2.2).
 * Its text is lower-case hex of even length, so that a number has exactly one text.
 */
public record SerialNumber(BigInteger value) {
  private static final int MAX_BITS = 159; // 20 octets with the sign bit
  private static final Pattern HEX = Pattern.compile("([0-9a-f]{2}){1,20}");

  public SerialNumber {
    if (value.signum() <= 0 || value.bitLength() > MAX_BITS) {
      throw refused();
    }
  }

  public static SerialNumber parse(String hex) {
    if (!HEX.matcher(hex).matches() || (hex.startsWith("00") && hex.length() > 2)) {
      throw refused();
    }
    return new SerialNumber(new BigInteger(hex, 16));
  }

  public String hex() {
    String digits = value.toString(16);
    return digits.length() % 2 == 0 ? digits : "0" + digits;
  }

  @Override
  public String toString() {
    return hex();
  }

  private static ProblemException refused() {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "serial-syntax",
        "A serial number is 1 to 20 octets in lower-case hex");
  }
}
