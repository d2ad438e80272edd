/**
 * Builds the questions that the registry asks the decision point. Door: {@link
 * org.bailiwick.ars.policy.RegistryQuestion}.
 *
 * <p>Invariant: every decision of the registry answers one of these questions, which {@link
 * org.bailiwick.node.decision.Gate} asks.
 */
package org.bailiwick.ars.policy;
