/**
 * Builds the questions that the registry asks the decision point, and serves its policy bundles.
 * Doors: {@link org.bailiwick.ars.policy.RegistryQuestion}, {@link
 * org.bailiwick.ars.policy.FindableAgents}, {@link
 * org.bailiwick.ars.policy.RegistryBundleResource}.
 *
 * <p>Invariant: every decision of the registry answers one of these questions, which {@link
 * org.bailiwick.node.decision.Gate} asks.
 */
package org.bailiwick.ars.policy;
