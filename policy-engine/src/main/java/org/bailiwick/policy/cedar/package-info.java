/**
 * Cedar's policies, sliced: of all policies of an action only those are evaluated whose scope can
 * apply to the principal and resource of a question, so that a decision costs what these cost and
 * not what all cost.
 *
 * <p>Door: {@link org.bailiwick.policy.cedar.PolicySlices}, for the package {@code
 * org.bailiwick.policy} alone; nobody else sees Cedar's types. Invariants: the policies that are
 * left out could not have applied, nor failed, so the verdict is that of all policies together;
 * what is cached in Cedar's native library is bounded, and is freed with its slice.
 */
package org.bailiwick.policy.cedar;
