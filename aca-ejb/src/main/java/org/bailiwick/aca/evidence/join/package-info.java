/**
 * The attestor {@code join-token}: a token that a user got in advance for one agent (requirements
 * R6 and R11).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.join.JoinTokens}. Invariants: only the SHA-256 of a
 * token is stored; the token is valid for exactly the requested credential; one statement in the
 * transaction of the reservation spends it if it is unspent, so that one of many uses succeeds, on
 * whatever nodes.
 */
package org.bailiwick.aca.evidence.join;
