package org.bailiwick.aca.clock;

import java.time.Instant;
import java.util.Optional;

/** The times in statements that this node signed, by its clock. */
@FunctionalInterface
public interface SignedTimes {

  /**
   * The newest signed time, if the signed times show that the clock was at this time before and
   * went on. Empty if they end before this time, or if a clock that was ahead jumped over it, so
   * that it may be the present.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE while the signatures
   *     can't be verified
   */
  Optional<Instant> newestIfPassed(Instant time);
}
