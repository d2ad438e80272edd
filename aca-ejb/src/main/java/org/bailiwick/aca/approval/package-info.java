/**
 * Proposals of applicants or officers take effect only when officers have agreed to exactly their
 * content.
 *
 * <p>Door: {@link org.bailiwick.aca.approval.Proposals}, with a subclass for each kind. Invariants:
 * proposals and their ends are rows that are never changed; a proposal is identified by the digest
 * of its content; an officer counts once, including the proposer; a proposal ends once, in the
 * transaction of its effect, or three days after it was proposed.
 */
package org.bailiwick.aca.approval;
