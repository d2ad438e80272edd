/**
 * The agents of partner domains, as their registries have signed them. Doors: {@link
 * org.bailiwick.ars.mirror.ForeignAgents} (reading), {@link org.bailiwick.ars.mirror.MirrorStore}
 * (writing).
 *
 * <p>Invariants: an agent is shown only while an agreement takes agents over from its domain, the
 * reading of that domain is complete, and the domain's knowledge of revocations is younger than the
 * agreement's bound; the agent's name is of its domain, which is never this one; of the domains
 * that claim an identifier for an agent, the one that came first stands as long as it claims it.
 */
package org.bailiwick.ars.mirror;
