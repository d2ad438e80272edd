/**
 * Four eyes: where a revocation policy asks for two officers, the order of the first waits until
 * another one approves it.
 *
 * <p>Door: {@link org.bailiwick.aca.approval.RevocationProposals}. Invariants: proposals and their
 * ends are rows that are never changed; whoever proposed does not approve, which the decision port
 * says; the end shares the transaction of what it ended; a proposal is good for a week.
 */
package org.bailiwick.aca.approval;
