package org.bailiwick.policy.authzen;

/** Reports a message of the wrong form; it is answered by status 400 with this text. */
public final class BadQuestionException extends Exception {
  private static final long serialVersionUID = 1L;

  BadQuestionException(String message) {
    super(message);
  }
}
