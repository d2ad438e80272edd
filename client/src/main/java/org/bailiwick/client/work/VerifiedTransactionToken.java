package org.bailiwick.client.work;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * A verified Txn-Token (draft-ietf-oauth-transaction-tokens).
 *
 * @param transaction claim {@code txn}
 * @param requestingWorkload the workload that requested it, and the only one that may present it
 * @param job the job that it belongs to
 * @param callee the agent to which it may be presented; any agent if empty
 * @param end the time at which it expires
 */
public record VerifiedTransactionToken(
    String compact,
    String transaction,
    CapabilitySet scope,
    SpiffeId requestingWorkload,
    String job,
    Optional<SpiffeId> callee,
    Instant end) {

  /** Omits the token itself, which is a secret until it expires. */
  @Override
  public String toString() {
    return "VerifiedTransactionToken[" + transaction + " " + scope + "]";
  }
}
