/**
 * Discovery: the agents that the registry shows to a peer.
 *
 * <p>Doors: {@link org.bailiwick.ars.discovery.DiscoveryResource} and {@link
 * org.bailiwick.ars.discovery.SnapshotResource}. Invariants: an agent that is expired or revoked at
 * this moment is not shown, whether or not a timer has come round; nothing is shown when
 * revocations are not known freshly; no answer counts what it does not show.
 */
package org.bailiwick.ars.discovery;
