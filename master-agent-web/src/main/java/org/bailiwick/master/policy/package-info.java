/**
 * The questions of the Master Agent to the decision port. Door: {@link
 * org.bailiwick.master.policy.JobQuestion}.
 *
 * <p>Invariant: every decision of the Master Agent is one of these questions, put through {@link
 * org.bailiwick.node.decision.Gate}.
 */
package org.bailiwick.master.policy;
