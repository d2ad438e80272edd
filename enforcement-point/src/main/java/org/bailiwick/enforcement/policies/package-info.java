/**
 * The signed bundle by which an enforcement point decides. Door: {@link
 * org.bailiwick.enforcement.policies.EnforcedPolicies}.
 *
 * <p>Invariants: only a bundle whose officers' signatures have been verified here decides, also the
 * one of an earlier run; an older one never follows a newer one; the last good one stays in force
 * and on the disk when another is refused.
 */
package org.bailiwick.enforcement.policies;
