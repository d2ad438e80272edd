/**
 * Work that no request triggers: the connections to authority and registry, revocation events, and
 * timers. The doors are {@link org.bailiwick.master.upkeep.MasterLink} (start and stop), {@link
 * org.bailiwick.master.upkeep.RevocationNews} (events) and {@link
 * org.bailiwick.master.upkeep.JobTimers} (timers).
 *
 * <p>Invariants: a revocation stops new calls before running calls are cancelled; timers are not
 * persistent, and several nodes may run the same task at the same time.
 */
package org.bailiwick.master.upkeep;
