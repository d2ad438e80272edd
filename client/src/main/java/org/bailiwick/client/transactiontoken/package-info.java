/**
 * The verification of Txn-Tokens by those who receive them: agents and services of the trust
 * domain. Door: {@link org.bailiwick.client.transactiontoken.TransactionTokenVerifier}.
 *
 * <p>Invariants: a token counts only if a key of the Master Agent has signed it which its key set
 * has had within the last minutes, in this trust domain, before its expiry, from the workload to
 * which it was issued, and at the one for which it was made; only a verifier makes a {@link
 * org.bailiwick.client.transactiontoken.VerifiedTransactionToken}.
 */
package org.bailiwick.client.transactiontoken;
