package org.bailiwick.broker.backend;

import java.time.Instant;

/**
 * The credentials that exist at a back end for one call only. Each has a row that is durable before
 * it is made, so that a broker that was killed meanwhile finds and ends it.
 */
public interface Leases {

  /** An open lease. */
  interface Held {

    /**
     * Records that the credential exists at the back end.
     *
     * @throws org.bailiwick.contract.problem.ProblemException access-token-invalid if the token of
     *     the call has ended meanwhile, so that the credential has to go unused
     */
    void made();

    /** Records that the credential no longer exists at the back end. */
    void ended();

    /** The call is over, and the credential may still exist: the sweeper ends it. */
    void left();

    /** Whether the lease was ended during the call because its token has ended. */
    default boolean hasTokenEnded() {
      return false;
    }
  }

  /**
   * Opens a lease, and the receipt with it.
   *
   * @param external the name of the credential at the back end
   * @param expires when it has to be over at the latest
   */
  Held open(BackEndCall call, String external, Instant expires);
}
