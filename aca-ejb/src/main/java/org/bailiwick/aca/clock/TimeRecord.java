package org.bailiwick.aca.clock;

import java.time.Instant;
import java.util.Optional;

/** Signed statements of earlier runs of this node, each with the time of its clock. */
@FunctionalInterface
public interface TimeRecord {

  /**
   * The newest time on record, if the record shows that the clock reached this time before and ran
   * on from it. Empty if the record ends before this time, or if a clock that was ahead leapt over
   * it, so that it may be the present time.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE when the record
   *     can't be verified yet
   */
  Optional<Instant> wentOnFrom(Instant time);
}
