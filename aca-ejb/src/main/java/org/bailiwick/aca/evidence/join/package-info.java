/**
 * Initial trust from a token that a user was given ahead of time for one agent (requirements R6 and
 * R11).
 *
 * <p>Doors: {@link org.bailiwick.aca.evidence.join.JoinTokens} for every protocol that takes a
 * token, {@link org.bailiwick.aca.evidence.join.JoinTokenTrust} for evidence in a request.
 * Invariants: a token is kept as its SHA-256 only; it is good for exactly the credential that was
 * asked for; it is spent in the transaction of the reservation by one statement that finds it
 * unspent, so of any number of uses, on any number of nodes, one succeeds.
 */
package org.bailiwick.aca.evidence.join;
