/**
 * From initial trust to an agent's credential: nonce, evidence, request, statement, answer.
 *
 * <p>Door: {@link org.bailiwick.client.enrolment.AuthorityClient}. The statement over nonce,
 * request and evidence is signed by the device's key or, without a device, by the agent's own; the
 * agent's key signs the PKCS #10 request and never leaves the caller. A request that must outlive
 * the process is sent by {@code client.renewal}.
 */
package org.bailiwick.client.enrolment;
