package org.bailiwick.node.records;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** The clock whose time signed statements bear, and whether it can be believed. */
public interface SigningClock {

  /** Its time, whether believed or not. */
  Instant now();

  /** Why it is in doubt; empty when it is believed. */
  Optional<String> fault();

  /**
   * Returns normally when it is believed.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE, check
   *     clock-in-doubt
   */
  void require();

  /** A clock that nobody watches, and that is believed. */
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
        // nothing is known against it
      }
    };
  }
}
