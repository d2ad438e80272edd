/**
 * The static secrets by which the broker authenticates at back ends, wrapped by an AES-256 key that
 * never leaves the HSM token.
 *
 * <p>Door: {@link org.bailiwick.broker.secret.SecretVault}. Invariants: no secret is in a row, a
 * log, an error or an answer unwrapped, and none is kept in memory; a wrapped secret is of no use
 * under another name; while the token does not answer, no secret is read; each change is an audit
 * row that names the secret only.
 */
package org.bailiwick.broker.secret;
