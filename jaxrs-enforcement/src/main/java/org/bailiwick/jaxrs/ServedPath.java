package org.bailiwick.jaxrs;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The path of a request as a resource. Jakarta REST enters the same method with and without matrix
 * parameters, a slash at the end, and escapes of plain characters (Jakarta RESTful Web Services 3.1
 * section 3.7.3), so a policy about a path would miss its other spellings.
 */
final class ServedPath {

  /** RFC 3986 section 3.3 without semicolon, and escapes of spaces and octets beyond ASCII. */
  private static final Pattern PLAIN =
      Pattern.compile("([A-Za-z0-9._~!$&'()*+,=:@/-]|%[8-9A-Fa-f][0-9A-Fa-f]|%20)*");

  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
  private static final int LONGEST = 2048;
  private static final Pattern DOTS = Pattern.compile("(.*/)?\\.\\.?(/.*)?");

  /** What stands in a decoded path for octets that are no UTF-8. */
  private static final char UNREADABLE = '\uFFFD';

  private ServedPath() {}

  /**
   * Whether a path has one spelling.
   *
   * @param sent the path as the client has sent it
   */
  static boolean isPlain(String sent, String decoded) {
    String path = sent.replaceAll("^/+", "");
    return path.length() <= LONGEST
        && PLAIN.matcher(path).matches()
        && !path.contains("//")
        && !DOTS.matcher(path).matches()
        && decoded.indexOf(UNREADABLE) < 0;
  }

  /** The name of a plain path: as it was sent, with capital digits in escapes. */
  static String name(String sent) {
    return "/"
        + ESCAPE
            .matcher(sent.replaceAll("^/+|/+$", ""))
            .replaceAll(hex -> hex.group().toUpperCase(Locale.ROOT));
  }
}
