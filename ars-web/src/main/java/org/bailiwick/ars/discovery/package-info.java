/**
 * Shows agents of the registry to a peer.
 *
 * <p>Doors: {@link org.bailiwick.ars.discovery.DiscoveryResource} and {@link
 * org.bailiwick.ars.discovery.ChangesResource}. Invariants: an agent whose credential is expired or
 * revoked at this moment is not shown, even if no timer has updated its record yet; nothing is
 * shown when the revocation data are older than {@code node.max-status-age}; no answer reveals the
 * number of agents that it does not show.
 */
package org.bailiwick.ars.discovery;
