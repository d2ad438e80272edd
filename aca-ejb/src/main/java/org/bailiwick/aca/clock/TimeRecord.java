package org.bailiwick.aca.clock;

import java.time.Instant;
import java.util.Optional;

/** Signed statements of earlier runs of this node, each with the time of its clock. */
@FunctionalInterface
public interface TimeRecord {

  /**
   * The newest time on record, if the record shows that the clock has been at this time before and
   * went on from there; empty when the record ends before it, or when a clock that was ahead leapt
   * over it, so that it may well be the time now.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE when the record
   *     can't be verified yet
   */
  Optional<Instant> wentOnFrom(Instant time);
}
