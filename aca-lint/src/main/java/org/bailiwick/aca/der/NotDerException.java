package org.bailiwick.aca.der;

/** The octets are not the DER that was expected. */
public final class NotDerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The text is for the log. */
  NotDerException(String reason) {
    super(reason, null, false, false); // outside input: no stack trace for anybody's asking
  }
}
