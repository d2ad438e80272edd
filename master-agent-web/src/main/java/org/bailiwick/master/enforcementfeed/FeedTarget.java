package org.bailiwick.master.enforcementfeed;

import java.io.IOException;
import java.util.Optional;

/** The connection of one reader. */
public interface FeedTarget {

  /**
   * Sends an event, and returns when the connection has taken it.
   *
   * @param id the position that the reader names when it comes back
   * @return false if the reader is gone
   */
  boolean send(Optional<String> id, String name, String data);

  void close() throws IOException;
}
