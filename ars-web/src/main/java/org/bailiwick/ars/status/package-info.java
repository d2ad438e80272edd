/**
 * Decides whether the credential of a stored record is good at this moment. Door: {@link
 * org.bailiwick.ars.status.CredentialStatus}.
 *
 * <p>Invariants: a credential of unknown state is never good; no method waits or calls another
 * node.
 */
package org.bailiwick.ars.status;
