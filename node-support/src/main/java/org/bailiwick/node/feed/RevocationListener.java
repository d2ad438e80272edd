package org.bailiwick.node.feed;

import java.time.Instant;

/**
 * Told by the feed, in its thread. An event is acknowledged once this has returned, and may come
 * again if it has not.
 */
@FunctionalInterface
public interface RevocationListener {
  void revoked(RevocationEvent event);

  /** All that the authority had to say until this moment has been told. */
  default void upToDate(Instant at) {}
}
