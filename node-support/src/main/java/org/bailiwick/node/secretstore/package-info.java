/**
 * Secrets that a node must read again, wrapped by an AES-256 key that never leaves the HSM token.
 * Door: {@link org.bailiwick.node.secretstore.SecretStore}.
 *
 * <p>Invariants: no secret is in a row, a log or an error unwrapped, and none is kept in memory; a
 * wrapped secret is of no use under another name; while the token does not answer, no secret is
 * read, and a request for one that does not exist is answered alike; all nodes use one wrapping
 * key, whose label is in a row, also when several make one at the same moment.
 */
package org.bailiwick.node.secretstore;
