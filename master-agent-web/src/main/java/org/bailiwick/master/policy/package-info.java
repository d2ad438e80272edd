/**
 * Builds the questions that the Master Agent asks the decision point. Door: {@link
 * org.bailiwick.master.policy.JobQuestion}.
 *
 * <p>Invariant: every decision of the Master Agent answers one of these questions, which {@link
 * org.bailiwick.node.decision.Gate} asks.
 */
package org.bailiwick.master.policy;
