/**
 * Access tokens of the authorization servers of back ends: requested by the broker as a client (RFC
 * 6749 section 4.4), or in exchange for the Txn-Token of the call (RFC 8693).
 *
 * <p>Door: {@link org.bailiwick.broker.token.BackEndTokens}. Invariants: a token is kept in memory
 * only, no longer than it lives, and only for calls with the same subject, transaction and scope;
 * an answer without a lifetime is used for one call.
 */
package org.bailiwick.broker.token;
