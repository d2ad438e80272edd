/**
 * Keeps the records true: what expired and what was revoked leaves the registry.
 *
 * <p>Doors: {@link org.bailiwick.ars.upkeep.RegistryTimers} (timers), {@link
 * org.bailiwick.ars.upkeep.RevocationFeed} (events), {@link org.bailiwick.ars.upkeep.AuthorityLink}
 * (start and end). Invariants: an event is acknowledged when the record has changed; what an event
 * missed, the CRL tells; a clock that jumps evicts nobody. Draft: the registry removes agents whose
 * credential expired or was revoked.
 */
package org.bailiwick.ars.upkeep;
