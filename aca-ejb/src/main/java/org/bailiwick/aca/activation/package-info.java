/**
 * Lets an officer give the HSM's PIN to a running node, instead of a file.
 *
 * <p>Door: {@link org.bailiwick.aca.activation.HsmActivation}. Invariants: the decision point
 * permits this, and the audit log names the officer; the PIN is tried once, is never a String, and
 * is never in a log, an answer or an audit row.
 */
package org.bailiwick.aca.activation;
