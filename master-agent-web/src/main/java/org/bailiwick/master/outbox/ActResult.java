package org.bailiwick.master.outbox;

/** How a try to perform an act ended. */
sealed interface ActResult {

  /** It is done; {@code how} has a few fixed words for the audit log. */
  record Done(String how) implements ActResult {}

  /**
   * It has to be tried again.
   *
   * @param reason a code, with or without a colon and a few fixed words
   * @param cause class names of exceptions, for the log; empty when there was an answer
   */
  record Failed(String reason, String cause) implements ActResult {}
}
