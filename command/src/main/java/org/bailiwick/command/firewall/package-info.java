/**
 * The firewall in front of a home's Master Agent, for the operator of its host or router. Door:
 * {@link org.bailiwick.command.firewall.FirewallCommand}.
 *
 * <p>Invariants: what the node may call comes from the files by which it calls, so that the two
 * cannot differ; a file that the node refuses opens nothing; every change and refusal has a line in
 * a log of root's; only one command at a time changes the rules; nothing that root loads is kept
 * where the node's account may write.
 */
package org.bailiwick.command.firewall;
