package org.bailiwick.node.feed;

import java.time.Instant;

/** The feed calls this in its own thread, and acknowledges an event after the call has returned. */
@FunctionalInterface
public interface RevocationListener {
  void revoked(RevocationEvent event);

  /** All events of the authority until this moment have been passed on. */
  default void upToDate(Instant at) {}
}
