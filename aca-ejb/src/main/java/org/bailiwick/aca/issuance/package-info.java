/**
 * Credentials for agents (requirements R12, R13; docs/issuance.md).
 *
 * <p>Door: {@link org.bailiwick.aca.issuance.CredentialIssuer}; how long credentials live is told
 * by {@link org.bailiwick.aca.profile.CredentialProfiles}. Invariants: nothing is reserved that the
 * decision port did not permit; a nonce, a name and an idempotency key are taken in the transaction
 * of the reservation; a repeated request gets the first answer, with a new token if it asked for
 * one. Further tokens: {@link org.bailiwick.aca.issuance.WitIssuer}.
 */
package org.bailiwick.aca.issuance;
