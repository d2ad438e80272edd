/**
 * The credentials that agents have made at back ends with the tokens that they received, as they
 * report them (docs/decisions/0107-leases-of-a-transaction.md). Doors: {@link
 * org.bailiwick.master.backendlease.LeaseReportResource} and {@link
 * org.bailiwick.master.backendlease.DueLeaseResource}, both for the agent that holds the token.
 *
 * <p>Invariants: a lease is recorded below the token for which it was made, by the callee of this
 * very token and nobody else; a report that comes again changes nothing; a lease that has ended
 * keeps its end; leases of a token and of an agent are bounded; the row goes with its token.
 */
package org.bailiwick.master.backendlease;
