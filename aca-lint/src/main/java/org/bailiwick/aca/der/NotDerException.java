package org.bailiwick.aca.der;

/** Says that octets are not the expected DER. */
public final class NotDerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotDerException(String reason) {
    super(reason, null, false, false); // no stack trace, because any client can cause this
  }
}
