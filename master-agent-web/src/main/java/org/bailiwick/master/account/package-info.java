/**
 * Accounts of callers that have no certificate: who they are, what they may do at most, until when,
 * and what is stored of their secrets. Doors: {@link org.bailiwick.master.account.Accounts} for the
 * records, {@link org.bailiwick.master.account.SecretCheck} for secrets that a request shows.
 *
 * <p>Invariants: no secret is logged, and none is stored but as a digest, or wrapped in {@code
 * secretstore} if the node must read it again; every account and every secret has an end; a name is
 * never given to another account; a request with an unknown name, a wrong secret, or one that is
 * over takes the same path to the same answer, and only the audit log has the cause; whether an
 * account stands is read from its row each time.
 */
package org.bailiwick.master.account;
