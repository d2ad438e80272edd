/**
 * The credential that an applicant requests (requirement R13).
 *
 * <p>Door: {@link org.bailiwick.aca.credentialrequest.CredentialRequest}; policies see it as a
 * {@link org.bailiwick.aca.credentialrequest.CredentialEntity}, and existing credentials by a
 * {@link org.bailiwick.aca.credentialrequest.CredentialQuestion}. Invariant: a request is well
 * formed and of this trust domain; evidence, profile and policy decide whether it is granted.
 */
package org.bailiwick.aca.credentialrequest;
