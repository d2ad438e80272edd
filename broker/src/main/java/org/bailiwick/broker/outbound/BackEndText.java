package org.bailiwick.broker.outbound;

import java.util.Locale;
import java.util.Optional;

/**
 * A whole answer of a back end.
 *
 * @param mediaType the type without parameters, in lower case; empty if there is none
 * @param retryAfter the field of that name, as it came
 */
public record BackEndText(int status, String mediaType, String text, Optional<String> retryAfter) {
  private static final int FIRST_OK = 200;
  private static final int AFTER_OK = 300;

  public boolean isOk() {
    return status >= FIRST_OK && status < AFTER_OK;
  }

  public boolean isJson() {
    return isJson(mediaType);
  }

  static boolean isJson(String mediaType) {
    return mediaType.equals("application/json") || mediaType.endsWith("+json");
  }

  /** The media type of a Content-Type field. */
  static String mediaType(String field) {
    int end = field.indexOf(';');
    return (end < 0 ? field : field.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** Without the text, which is the back end's. */
  @Override
  public String toString() {
    return "BackEndText[" + status + "]";
  }
}
