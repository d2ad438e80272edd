/**
 * Work without a request: the link to authority and registry, revocations as they come, and timers.
 * The doors are {@link org.bailiwick.master.upkeep.MasterLink} (start and end), {@link
 * org.bailiwick.master.upkeep.RevocationNews} (events) and {@link
 * org.bailiwick.master.upkeep.JobTimers} (timers).
 *
 * <p>Invariants: a revocation counts for new work before running work is given up; timers are not
 * persistent and what they do is safe to do on several nodes.
 */
package org.bailiwick.master.upkeep;
