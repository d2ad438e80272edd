/**
 * What decides, at this very moment, whether a stored record still counts: revocation and time.
 * Doors: {@link org.bailiwick.ars.status.CredentialStatus} and {@link
 * org.bailiwick.ars.status.SteadyTime}.
 *
 * <p>Invariants: unknown is never good; nothing here waits or calls out; a jump of the clock hides
 * and never reveals.
 */
package org.bailiwick.ars.status;
