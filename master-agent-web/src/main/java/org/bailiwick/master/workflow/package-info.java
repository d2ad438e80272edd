/**
 * Converts planned steps to a checked graph, and to its one canonical text. Door: {@link
 * org.bailiwick.master.workflow.WorkflowPlanner}. The workflow that it returns is final: no answer
 * of an agent adds a step, widens a scope or names another agent.
 *
 * <p>This package has values only and uses no clock, database or network.
 */
package org.bailiwick.master.workflow;
