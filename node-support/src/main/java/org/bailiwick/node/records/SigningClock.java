package org.bailiwick.node.records;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** The clock for the times of signed statements, which may be in doubt. */
public interface SigningClock {

  /** The time, even while it is in doubt. */
  Instant now();

  /** The reason for doubt; empty when the clock is believed. */
  Optional<String> fault();

  /**
   * Throws unless the clock is believed.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE, check
   *     clock-in-doubt
   */
  void require();

  /** A clock that is always believed. */
  static SigningClock unwatched(Clock clock) {
    return new SigningClock() {
      @Override
      public Instant now() {
        return clock.instant();
      }

      @Override
      public Optional<String> fault() {
        return Optional.empty();
      }

      @Override
      public void require() {
        // always believed
      }
    };
  }
}
