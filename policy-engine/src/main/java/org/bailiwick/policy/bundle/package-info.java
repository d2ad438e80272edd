/**
 * Policies in one file that officers have signed.
 *
 * <p>Doors: {@link org.bailiwick.policy.bundle.PolicyBundle} verifies a file, {@link
 * org.bailiwick.policy.bundle.BundleDraft} makes one. Invariants: only {@code PolicyBundle} makes a
 * {@link org.bailiwick.policy.bundle.VerifiedBundle}; nothing of a file is used before the
 * signatures of enough different officers are verified; each refusal names its check from a closed
 * list; the package does no input or output, so that nodes and enforcement points use the same
 * code.
 */
package org.bailiwick.policy.bundle;
