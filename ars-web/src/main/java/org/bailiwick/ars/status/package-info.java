/**
 * Decides, at this very moment, whether a stored record still counts. Door: {@link
 * org.bailiwick.ars.status.CredentialStatus}.
 *
 * <p>Invariants: unknown is never good; nothing here waits or calls out.
 */
package org.bailiwick.ars.status;
