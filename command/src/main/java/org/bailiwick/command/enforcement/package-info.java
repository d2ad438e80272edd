/**
 * The commands of the operator of an enforcement point. Door: {@link
 * org.bailiwick.command.enforcement.EnforcementPointCommand}.
 *
 * <p>Invariants: no secret is an argument; a command that says how the process is asks the process.
 */
package org.bailiwick.command.enforcement;
