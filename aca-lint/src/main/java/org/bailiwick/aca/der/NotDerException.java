package org.bailiwick.aca.der;

/** The octets are not the DER that was expected. */
public final class NotDerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotDerException(String reason) {
    super(reason, null, false, false); // no stack trace, because anybody can cause this
  }
}
