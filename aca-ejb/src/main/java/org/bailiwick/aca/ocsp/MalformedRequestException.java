package org.bailiwick.aca.ocsp;

/** The octets are no OCSP request that is answered; never leaves the package. */
final class MalformedRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The text is for the log. */
  MalformedRequestException(String reason) {
    super(reason, null, false, false); // no stack trace, since anybody can cause it
  }
}
