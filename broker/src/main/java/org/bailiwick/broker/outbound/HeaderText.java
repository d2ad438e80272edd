package org.bailiwick.broker.outbound;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names and values of header fields (RFC 9110 section 5). A value that could end the field, such as
 * one with CR or LF, is refused, and never cleaned.
 */
public final class HeaderText {
  private static final int LONGEST = 16 * 1024;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");
  private static final Pattern VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");

  /** Fields that frame the message or lead it elsewhere; no file sets them. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private HeaderText() {}

  /** Whether a file may set a field of this name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches() && !RESERVED.contains(text.toLowerCase(Locale.ROOT));
  }

  /** Whether the text is visible ASCII with spaces inside only. */
  public static boolean isValue(String text) {
    return text.length() <= LONGEST && VALUE.matcher(text).matches();
  }
}
