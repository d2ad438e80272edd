package org.bailiwick.aca.ocsp;

/** Says that octets are not an OCSP request, or not one that is answered. */
final class MalformedRequestException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The text is for the log. */
  MalformedRequestException(String reason) {
    super(reason, null, false, false); // no stack trace, since anybody can cause it
  }
}
