/**
 * The commands of an agent, which use the {@code client} library: enrol, register, discover, call.
 * Door: {@link org.bailiwick.command.agent.AgentCommand}. Invariants: keys stay in the agent's
 * folder; tokens come from files, never from the command line.
 */
package org.bailiwick.command.agent;
