package org.bailiwick.broker.database;

/** The input does not have what the operation needs; the message is the code of the reason. */
final class InputFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InputFault(String reason) {
    super(reason, null, false, false);
  }
}
