package org.bailiwick.broker.backend;

import java.time.Instant;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * What a verified Txn-Token says of a call (draft-ietf-oauth-transaction-tokens).
 *
 * @param compact the token itself, for a token exchange at the back end; a secret until {@code end}
 * @param digest hex SHA-256 of the compact token, by which receipts name it
 * @param transaction claim {@code txn}
 * @param subject claim {@code sub}: on whose behalf the job runs; text of an outside party
 * @param requester claim {@code req_wl}: the workload that presented the token
 * @param job member {@code job} of {@code tctx}
 * @param step member {@code step} of {@code rctx}
 * @param end the time at which the token expires
 */
public record TokenFacts(
    String compact,
    String digest,
    String transaction,
    String subject,
    SpiffeId requester,
    String job,
    String step,
    Instant end) {

  /** Omits the token itself. */
  @Override
  public String toString() {
    return "TokenFacts[" + transaction + " " + step + " " + digest + "]";
  }
}
