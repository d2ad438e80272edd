package org.bailiwick.node.outbound.spool;

import java.io.IOException;

/** There is no room for a long answer, or its file cannot be written. */
public final class SpoolFaultException extends IOException {
  private static final long serialVersionUID = 1L;

  SpoolFaultException(String message, IOException cause) {
    super(message, cause);
  }
}
