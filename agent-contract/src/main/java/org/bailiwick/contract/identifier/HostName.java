package org.bailiwick.contract.identifier;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The host of an identifier: a DNS name of letters, digits and dashes without a final dot, in lower
 * case. An address of any form is none, so an identifier never names a machine by its address.
 * International names are in their ASCII form (RFC 5890 section 2.3.2.1), so a letter that looks
 * like an ASCII letter is refused.
 */
final class HostName {
  private static final int LONGEST = 253;
  private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

  /** The last label begins with a letter, because a host that ends in a number is an address. */
  private static final Pattern NAME = Pattern.compile("(" + LABEL + "\\.)*(?=[a-z])" + LABEL);

  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
  private static final int HIGHEST_PORT = 65_535;
  private static final String HTTPS_PORT = "443";

  private HostName() {}

  /** The name in lower case; refuses a text that is none. */
  static String canonical(String text) {
    String lower = lower(text);
    if (lower.length() > LONGEST || !NAME.matcher(lower).matches()) {
      throw Identifier.refused(
          "identifier-host",
          "The host of an identifier is a DNS name of a-z 0-9 and -, without a final dot, and no"
              + " address");
    }
    return lower;
  }

  /** The port, unless it is the one that counts without being named. */
  static String port(String text) {
    if (!PORT.matcher(text).matches()
        || Integer.parseInt(text) > HIGHEST_PORT
        || text.equals(HTTPS_PORT)) {
      throw Identifier.refused(
          "identifier-port",
          "A port is a number from 1 to 65535 without leading zeros, and 443 is not written");
    }
    return text;
  }

  /** Converts ASCII letters alone: others have case rules by which two letters become one. */
  static String lower(String text) {
    return text.chars().allMatch(each -> each < 0x80) ? text.toLowerCase(Locale.ROOT) : text;
  }
}
