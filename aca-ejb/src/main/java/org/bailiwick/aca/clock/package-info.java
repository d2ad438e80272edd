/**
 * Whether the system's clock can be believed. Door: {@link org.bailiwick.aca.clock.ClockTrust}.
 *
 * <p>Invariants: nothing that bears a time of ours is signed by a clock in doubt; a doubt ends
 * without a person; a node that was down or asleep for long is not in doubt
 * (docs/decisions/0033-clock-in-doubt.md).
 */
package org.bailiwick.aca.clock;
