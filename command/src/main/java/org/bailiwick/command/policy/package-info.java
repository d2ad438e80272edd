/**
 * {@code policy}: policies by which nodes decide, from a folder on this machine or from the nodes;
 * one class for each subcommand.
 *
 * <p>Door: {@link org.bailiwick.command.policy.PolicyCommand}. Nothing here puts a policy in force
 * by itself, and a policy is never decided here on behalf of a node.
 */
package org.bailiwick.command.policy;
