package org.bailiwick.policy.segment;

import java.util.OptionalInt;

/**
 * A description of segments, or the world that it is applied to, is refused. The message says what
 * is wrong and names the segments or parties that it concerns.
 */
public final class SegmentsRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 40;

  public SegmentsRefusedException(String message) {
    super(message);
  }

  public SegmentsRefusedException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * The refusal of an object with a member that is not known.
   *
   * @param what the object, such as {@code a flow}
   */
  public static SegmentsRefusedException ofMember(String what, String name) {
    return new SegmentsRefusedException(what + ": the member " + shortened(name) + " is not known");
  }

  /** The refusal of a text that is not JSON; it names the line and not the text. */
  public static SegmentsRefusedException noJson(String what, OptionalInt line, Throwable fault) {
    String where = line.isPresent() ? ", see line " + line.getAsInt() : "";
    return new SegmentsRefusedException(what + " is not JSON" + where, fault);
  }

  /** A text of the description in a form that may stand in a message and in a log. */
  static String shortened(String text) {
    String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
    return printable.substring(0, Math.min(printable.length(), LONGEST));
  }
}
