/**
 * From initial trust to an agent's credential, and from that to the next one: nonce, evidence,
 * request, statement, answer.
 *
 * <p>Doors: {@link org.bailiwick.client.enrolment.AuthorityClient} and {@link
 * org.bailiwick.client.enrolment.CredentialRenewal}. The statement over nonce, request and evidence
 * is signed by the device's key or, without a device, by the agent's own; the agent's key signs the
 * PKCS #10 request and never leaves the caller. A renewal is on the disk before it is sent, and is
 * repeated as it is until it is answered.
 */
package org.bailiwick.client.enrolment;
