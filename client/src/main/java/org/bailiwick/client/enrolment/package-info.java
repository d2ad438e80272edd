/**
 * Enrols an agent at the authority.
 *
 * <p>Door: {@link org.bailiwick.client.enrolment.AuthorityClient}. The statement over nonce,
 * request and evidence is signed by the device's key or, without a device, by the agent's own; the
 * agent's key signs the PKCS #10 request and never leaves the caller. {@code client.renewal} sends
 * requests that must survive the end of the process.
 */
package org.bailiwick.client.enrolment;
