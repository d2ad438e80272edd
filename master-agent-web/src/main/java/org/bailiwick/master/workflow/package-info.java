/**
 * From a caller's job to a checked graph of steps. The door is {@link
 * org.bailiwick.master.workflow.WorkflowPlanner}; what it returns is the whole plan: nothing that
 * an agent answers later adds a step, widens a scope or names another agent.
 *
 * <p>Pure values: no clock, no database, no network.
 */
package org.bailiwick.master.workflow;
