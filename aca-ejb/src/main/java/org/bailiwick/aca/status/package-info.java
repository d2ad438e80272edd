/**
 * The status of certificates for other parties. Door: {@link
 * org.bailiwick.aca.status.CredentialRegister}. Invariant: a party without permission does not even
 * learn whether the serial exists.
 */
package org.bailiwick.aca.status;
