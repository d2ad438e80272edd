/**
 * What a plan says of its steps besides their order, while a job runs: which values a step gets,
 * whether it is skipped, and for which items it is repeated. Door: {@link
 * org.bailiwick.master.stepflow.StepFlows}.
 *
 * <p>Invariants: what a step answers is data; it adds no step but the instances for which the plan
 * has a bound, and chooses no capability; each skip and each repetition is a row before anything
 * follows from it, so that another process continues in the same way.
 */
package org.bailiwick.master.stepflow;
