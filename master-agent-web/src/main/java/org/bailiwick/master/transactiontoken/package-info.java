/**
 * Transaction tokens (draft-ietf-oauth-transaction-tokens-09), each with a narrower scope than its
 * parent. Door: {@link org.bailiwick.master.transactiontoken.TransactionTokenMint}.
 *
 * <p>Invariants: {@code txn}, {@code sub} and {@code aud} never change along a chain; the scope of
 * a token is never wider than its parent's; no token expires after its parent; only the workload
 * for which a token was minted can exchange it; no token is minted from an ended token.
 */
package org.bailiwick.master.transactiontoken;
