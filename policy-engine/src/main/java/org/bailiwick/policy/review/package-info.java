/**
 * Reviews policies before they are put in force: tests beside the policies, the differences of two
 * folders, decisions of the past decided again, the explanation of one decision, and the policies
 * that never decide.
 *
 * <p>Doors: {@link org.bailiwick.policy.review.ReviewedPolicies}, which the others are given,
 * {@link org.bailiwick.policy.review.PolicyTests}, {@link org.bailiwick.policy.review.World},
 * {@link org.bailiwick.policy.review.PolicyDifference}, {@link
 * org.bailiwick.policy.review.ShadowRun} and {@link org.bailiwick.policy.review.Explanation}.
 * Invariants: every outcome comes from the decision point itself, and nothing here decides by rules
 * of its own; a generated world depends on the folders and on its size alone; what cannot be
 * evaluated or replayed is said and counted, never guessed or left out.
 */
package org.bailiwick.policy.review;
