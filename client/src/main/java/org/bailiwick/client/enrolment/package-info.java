/**
 * From a device's identity to an agent's credential: nonce, evidence, request, statement, answer.
 *
 * <p>Door: {@link org.bailiwick.client.enrolment.AuthorityClient}. The device key signs the
 * evidence and a statement over nonce, request and evidence; the agent's key signs the PKCS #10
 * request and never leaves the caller.
 */
package org.bailiwick.client.enrolment;
