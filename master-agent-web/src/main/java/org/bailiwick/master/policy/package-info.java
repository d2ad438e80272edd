/**
 * Builds the questions that the Master Agent asks the decision point. Door: {@link
 * org.bailiwick.master.policy.JobQuestion}. {@link org.bailiwick.master.policy.PolicyResource}
 * shows officers and auditors the policies that decide at this moment, which are not always those
 * that the folder has.
 *
 * <p>Invariant: every decision of the Master Agent answers one of these questions, which {@link
 * org.bailiwick.node.decision.Gate} asks.
 */
package org.bailiwick.master.policy;
