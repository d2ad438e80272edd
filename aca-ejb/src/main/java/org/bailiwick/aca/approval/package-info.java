/**
 * Four eyes: what takes effect only when officers have agreed to exactly that, whether an applicant
 * or another officer proposed it.
 *
 * <p>Door: {@link org.bailiwick.aca.approval.Proposals}, which each kind of proposals extends by
 * what is its own. Invariants: proposals and their ends are rows that are never changed; a proposal
 * is named by the digest of its content; an officer counts once, and who proposed it counts as one;
 * it ends once, in the transaction of what it ended in, or three days after it was proposed.
 */
package org.bailiwick.aca.approval;
