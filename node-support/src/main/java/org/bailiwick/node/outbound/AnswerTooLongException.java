package org.bailiwick.node.outbound;

import java.io.IOException;

/** An answer had more bytes than were asked for; its connection was given up. */
public final class AnswerTooLongException extends IOException {
  private static final long serialVersionUID = 1L;

  AnswerTooLongException(int limit) {
    super("the answer is longer than " + limit + " bytes");
  }
}
