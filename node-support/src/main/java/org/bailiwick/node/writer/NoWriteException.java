package org.bailiwick.node.writer;

/** A batch was not begun, since the database's file must not or cannot be written to. */
final class NoWriteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The reason, with the name of the failing check and advice for the operator. */
  enum Reason {
    DISK_FULL(
        "disk-full",
        "less than 64 MiB are free where the database's file is: make room; no restart is needed"),
    FILE_GIVEN_UP(
        "database-file-given-up",
        "H2 gave its file up after a failed write: make room if the disk is full, then restart the"
            + " node by down and up, which renews the file");

    private final String check;
    private final String advice;

    Reason(String check, String advice) {
      this.check = check;
      this.advice = advice;
    }

    String check() {
      return check;
    }

    String advice() {
      return advice;
    }
  }

  private final Reason reason;

  NoWriteException(Reason reason) {
    super(reason.advice());
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
