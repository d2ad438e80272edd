/**
 * The end of credentials before their time (requirements R14, R15, R23).
 *
 * <p>Doors: {@link org.bailiwick.aca.revocation.CredentialRevoker} for operators, {@link
 * org.bailiwick.aca.revocation.CrlPublisher} and {@link
 * org.bailiwick.aca.revocation.RevokedCredentials} for readers. Invariants: what was recorded is on
 * every later CRL until a list after its expiry; CRL numbers rise; a revocation and its events are
 * one transaction.
 */
package org.bailiwick.aca.revocation;
