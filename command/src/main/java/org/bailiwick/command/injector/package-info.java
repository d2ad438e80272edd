/**
 * The commands of the operator of a sidecar injector. Door: {@link
 * org.bailiwick.command.injector.SidecarInjectorCommand}.
 *
 * <p>Invariants: no secret is an argument; a line of the log has no control character.
 */
package org.bailiwick.command.injector;
