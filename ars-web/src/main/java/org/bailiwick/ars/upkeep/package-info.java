/**
 * Ends the listing of agents whose credential has expired or was revoked.
 *
 * <p>Doors: {@link org.bailiwick.ars.upkeep.RegistryTimers} (timers), {@link
 * org.bailiwick.ars.upkeep.RevocationFeed} (events), {@link org.bailiwick.ars.upkeep.AuthorityLink}
 * (start and stop). Invariants: an event is acknowledged only after the record was changed; a
 * comparison with the CRL finds a revocation whose event was missed; a clock that is set forward
 * ends no listing. The draft demands that the registry removes such agents.
 */
package org.bailiwick.ars.upkeep;
