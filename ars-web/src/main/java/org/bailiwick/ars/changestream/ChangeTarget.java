package org.bailiwick.ars.changestream;

import java.io.IOException;

/** To whom changes are sent. */
interface ChangeTarget {

  /**
   * Sends a page of changes.
   *
   * @param id the position that the reader names when it comes back
   * @return false if the reader is gone
   */
  boolean send(String id, String page);

  /** Sends a sign of life, which is no event; false if the reader is gone. */
  boolean alive();

  void close() throws IOException;
}
