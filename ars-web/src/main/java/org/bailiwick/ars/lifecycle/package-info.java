/**
 * Whether an agent is alive and may be called: its heartbeats, and the quarantine in which officers
 * put it.
 *
 * <p>Doors: {@link org.bailiwick.ars.lifecycle.Heartbeats}, {@link
 * org.bailiwick.ars.lifecycle.HeartbeatResource}, {@link
 * org.bailiwick.ars.lifecycle.QuarantineResource}. Invariants: the time of a heartbeat is the
 * registry's; an agent that never sent one is not silent; a heartbeat changes neither the record
 * nor its revision; an agent in quarantine is shown to operators and its own owner's agents alone,
 * whatever credential it registers.
 */
package org.bailiwick.ars.lifecycle;
