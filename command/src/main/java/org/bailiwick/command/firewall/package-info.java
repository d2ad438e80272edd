/**
 * The firewall in front of a home's Master Agent, for the operator of its host or router. Door:
 * {@link org.bailiwick.command.firewall.FirewallCommand}.
 *
 * <p>Invariants: what the node may call comes from the files by which it calls, so that the two
 * cannot differ; a file that the node refuses opens nothing; every load, removal and refusal has a
 * line in {@code logs/firewall.log}; only one command at a time changes the rules.
 */
package org.bailiwick.command.firewall;
