/**
 * The identifiers of agents for operators: which agent one names, and those that officers
 * configure. Doors: the commands, which {@code registry} has as its own. Invariant: an identifier
 * is read by the contract's parser before anything is sent.
 */
package org.bailiwick.command.identifier;
