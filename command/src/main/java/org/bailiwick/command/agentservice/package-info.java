/**
 * The systemd unit of an agent on a plain host: its proxy, or the renewal of its credential.
 *
 * <p>Door: {@link org.bailiwick.command.agentservice.ServiceCommand}. Invariants: a unit has only
 * the rights that this agent needs, and holds no secret; a unit that somebody has changed is
 * neither replaced nor removed; nothing is started or stopped, which is systemctl's task.
 */
package org.bailiwick.command.agentservice;
