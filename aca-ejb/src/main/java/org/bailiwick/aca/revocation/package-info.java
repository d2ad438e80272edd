/**
 * Revocation of credentials (requirements R14, R15, R23).
 *
 * <p>Doors: {@link org.bailiwick.aca.revocation.CredentialRevoker}, {@link
 * org.bailiwick.aca.revocation.TriggerRevoker} and {@link org.bailiwick.aca.revocation.KeyReports}
 * for operators, {@link org.bailiwick.aca.revocation.RevokedCredentials} for readers. Invariant: a
 * revocation and its events are one transaction.
 */
package org.bailiwick.aca.revocation;
