package org.bailiwick.master.enforcementfeed;

import java.util.Optional;

/** Knows the bundle of policies that enforcement points are to have in force. */
@FunctionalInterface
public interface ActiveBundle {

  /**
   * A bundle.
   *
   * @param digest hex SHA-256 of its payload
   */
  record Name(long number, String digest) {}

  /** The bundle that is in force now; empty if there is none for enforcement points. */
  Optional<Name> now();
}
