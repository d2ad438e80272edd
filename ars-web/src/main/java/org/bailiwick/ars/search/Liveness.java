package org.bailiwick.ars.search;

import java.util.Optional;
import org.bailiwick.ars.lifecycle.Heartbeat;

/** What agents tell of their state at present. */
@FunctionalInterface
public interface Liveness {

  /** The last heartbeat of this agent; empty if it sent none. */
  Optional<Heartbeat> of(String identifier);
}
