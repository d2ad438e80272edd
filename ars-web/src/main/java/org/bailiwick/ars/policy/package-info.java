/**
 * Puts the questions of the registry to the decision port. Door: {@link
 * org.bailiwick.ars.policy.RegistryQuestion}.
 *
 * <p>Invariant: every decision of the registry is one of these questions, put through {@link
 * org.bailiwick.node.decision.Gate}.
 */
package org.bailiwick.ars.policy;
