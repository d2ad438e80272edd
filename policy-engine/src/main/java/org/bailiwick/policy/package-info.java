/**
 * The interface of the decision point, and its implementation with Cedar.
 *
 * <p>Door: {@link org.bailiwick.policy.CedarDecisionPoint}, which implements the interface {@link
 * org.bailiwick.policy.DecisionPort}. Invariants: an action is denied unless a policy permits it; a
 * forbid overrides every permit; a fault of any kind is a denial; only files that match their
 * manifest are loaded, and never a version lower than an earlier one; decisions are not cached; an
 * answer names the policies that decided. The draft demands that policies decide at issuance,
 * registration, admission and every step.
 */
package org.bailiwick.policy;
