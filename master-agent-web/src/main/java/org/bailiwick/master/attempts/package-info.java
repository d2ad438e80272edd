/**
 * Slows those who guess secrets. Door: {@link org.bailiwick.master.attempts.FailedAttempts}.
 *
 * <p>Invariants: failures are counted in the database, so that they count at every node and after a
 * restart; an attempt that may use up the last place of a counter is counted before the secret is
 * compared, so that attempts at one moment get no more places than there are; the answer to an
 * attempt that is refused does not tell whether the account exists.
 */
package org.bailiwick.master.attempts;
