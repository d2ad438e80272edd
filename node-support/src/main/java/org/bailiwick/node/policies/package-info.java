/**
 * The signed policy bundles of a component: takes them from officers, shares them among the
 * component's nodes by its database, puts each in force at its time, and shows which node runs
 * which policies (docs/policy-bundles.md).
 *
 * <p>Doors: {@link org.bailiwick.node.policies.PolicyBundles}, from which the decision point gets
 * its policies; {@link org.bailiwick.node.policies.BundleIntake} for what comes over HTTP.
 * Invariants: a bundle decides only after every check of {@link
 * org.bailiwick.policy.bundle.PolicyBundle}; a bundle that is in force keeps a copy beside the
 * policy folder, and no node goes back behind its copy; once a bundle was in force, the folder
 * decides nothing.
 */
package org.bailiwick.node.policies;
