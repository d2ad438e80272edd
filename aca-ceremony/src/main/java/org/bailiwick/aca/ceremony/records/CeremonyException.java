package org.bailiwick.aca.ceremony.records;

/** Says why a ceremony failed or a record was refused; the message is for the operator. */
public final class CeremonyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CeremonyException(String message) {
    super(message);
  }

  public CeremonyException(String message, Throwable cause) {
    super(message, cause);
  }
}
