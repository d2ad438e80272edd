package org.bailiwick.aca.ceremony.records;

/** Why a ceremony was not held, or a record not accepted; the message is for the operator. */
public final class CeremonyException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CeremonyException(String message) {
    super(message);
  }

  public CeremonyException(String message, Throwable cause) {
    super(message, cause);
  }
}
