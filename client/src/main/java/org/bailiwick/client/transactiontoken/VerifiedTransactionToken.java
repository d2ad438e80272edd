package org.bailiwick.client.transactiontoken;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A verified Txn-Token (draft-ietf-oauth-transaction-tokens).
 *
 * @param transaction claim {@code txn}
 * @param requestingWorkload the workload that requested it, and the only one that may present it
 * @param job the job that it belongs to
 * @param callee the agent to which it may be presented; any agent if empty
 * @param order hex SHA-256 of the body of the only request with which it may be presented, if its
 *     workload has restricted it so
 * @param end the time at which it expires
 */
public record VerifiedTransactionToken(
    String compact,
    String transaction,
    CapabilitySet scope,
    SpiffeId requestingWorkload,
    String job,
    Optional<SpiffeId> callee,
    Optional<String> order,
    Instant end) {

  /**
   * Refuses the token beside another body than the one for which its workload asked for it.
   *
   * @throws ProblemException access-token-invalid
   */
  public void requireOrder(byte[] body) {
    if (order.filter(digest -> !digest.equals(Sha256.hex(body))).isPresent()) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID,
          "txn-token-order",
          "The Txn-Token was issued for another order");
    }
  }

  /** Omits the token itself, which is a secret until it expires. */
  @Override
  public String toString() {
    return "VerifiedTransactionToken[" + transaction + " " + scope + "]";
  }
}
