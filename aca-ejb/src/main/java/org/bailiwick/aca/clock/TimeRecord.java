package org.bailiwick.aca.clock;

import java.time.Instant;
import java.util.Optional;

/** Signed statements of earlier runs of this node, each with the time of its clock. */
@FunctionalInterface
public interface TimeRecord {

  /**
   * The newest time on record, if the record shows that the clock has been at this time before and
   * went on. Empty if the record ends before this time, or if a clock that was ahead jumped over
   * it, so that this time may be the present.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE when the record
   *     can't be verified yet
   */
  Optional<Instant> wentOnFrom(Instant time);
}
