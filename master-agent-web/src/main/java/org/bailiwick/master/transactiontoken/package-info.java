/**
 * Transaction tokens (draft-ietf-oauth-transaction-tokens-09), each able to do less than the one
 * before. The door is {@link org.bailiwick.master.transactiontoken.TransactionTokenMint}.
 *
 * <p>Invariants: {@code txn}, {@code sub} and {@code aud} never change along a chain; scope only
 * shrinks; expiry never moves beyond the parent's; a token is replaced only for the workload that
 * it was minted for; nothing is minted from what has ended.
 */
package org.bailiwick.master.transactiontoken;
