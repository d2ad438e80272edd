package org.bailiwick.policy.segment;

/**
 * A description of segments, or the world that it is applied to, is refused. The message says what
 * is wrong and names the segments or parties that it concerns.
 */
public final class SegmentsRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public SegmentsRefusedException(String message) {
    super(message);
  }

  public SegmentsRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
