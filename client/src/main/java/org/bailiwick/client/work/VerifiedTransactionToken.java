package org.bailiwick.client.work;

import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * A verified Txn-Token (draft-ietf-oauth-transaction-tokens): its compact text, the transaction,
 * what it allows, who asked for it, the job it belongs to, for whom it was minted, if that is said,
 * and when it ends.
 */
public record VerifiedTransactionToken(
    String compact,
    String transaction,
    CapabilitySet scope,
    SpiffeId requestingWorkload,
    String job,
    Optional<SpiffeId> callee,
    Instant end) {

  /** Without the token itself, which is a secret while it lives. */
  @Override
  public String toString() {
    return "VerifiedTransactionToken[" + transaction + " " + scope + "]";
  }
}
