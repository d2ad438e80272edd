package org.bailiwick.node.outbound;

import java.io.IOException;

/** An answer exceeded the limit of bytes, and its connection was closed. */
public final class AnswerTooLongException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A body of more than {@code limit} octets. */
  public AnswerTooLongException(int limit) {
    super("the answer is longer than " + limit + " bytes");
  }
}
