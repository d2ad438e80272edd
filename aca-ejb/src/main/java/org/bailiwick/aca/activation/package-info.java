/**
 * The HSM's PIN, given to a running node by an officer instead of a file.
 *
 * <p>Door: {@link org.bailiwick.aca.activation.HsmActivation}. Invariants: the decision port
 * permits it, and the audit log names the officer; the PIN is tried once, is never a String, and is
 * never in a log, an answer or an audit row.
 */
package org.bailiwick.aca.activation;
