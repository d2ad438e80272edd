/**
 * The HSM's PIN, given to a running node by an officer instead of a file.
 *
 * <p>Door: {@link org.bailiwick.aca.activation.HsmActivation}. Invariants: decided like everything
 * else, on record with who did it; the PIN is tried once, is never a String, and never in a log, an
 * answer or an audit row.
 */
package org.bailiwick.aca.activation;
