/**
 * Credentials for agents (requirements R12, R13; docs/issuance.md).
 *
 * <p>Doors: {@link org.bailiwick.aca.issuance.CredentialIssuer} for credentials, {@link
 * org.bailiwick.aca.issuance.WitIssuer} for further tokens. Invariants: nothing is reserved that
 * the decision point did not permit; a nonce, a name and an idempotency key are taken in the
 * transaction of the reservation; a repeated request gets the first answer, with a new token if it
 * asked for one.
 */
package org.bailiwick.aca.issuance;
