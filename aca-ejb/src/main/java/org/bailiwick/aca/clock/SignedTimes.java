package org.bailiwick.aca.clock;

import java.time.Instant;
import java.util.Optional;

/** The times in statements that this node signed, by its clock. */
@FunctionalInterface
public interface SignedTimes {

  /**
   * The newest signed time, if the signed times show that the given time has passed. Empty if they
   * end before it, or if the clock jumped over it when it ran ahead: then it may be the present.
   *
   * @throws org.bailiwick.contract.problem.ProblemException SIGNER_UNAVAILABLE while the signatures
   *     can't be verified
   */
  Optional<Instant> newestIfPassed(Instant time);
}
