/**
 * Reading the ledger from outside. Door: {@link org.bailiwick.aca.status.CredentialRegister}.
 * Invariant: an asker who may not read learns nothing, not even whether the serial exists.
 */
package org.bailiwick.aca.status;
