/**
 * Decides whether the system's clock can be trusted. Door: {@link
 * org.bailiwick.aca.clock.ClockTrust}.
 *
 * <p>Invariants: nothing with the system's time is signed while the clock is in doubt; a doubt ends
 * without an operator; a node that was down or asleep for long is not in doubt
 * (docs/decisions/0033-clock-in-doubt.md).
 */
package org.bailiwick.aca.clock;
