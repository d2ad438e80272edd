/**
 * Gets the first credential of an agent's folder and renews it.
 *
 * <p>Doors: {@link org.bailiwick.client.renewal.CredentialEnrolment} and {@link
 * org.bailiwick.client.renewal.CredentialRenewal}. A request is on the disk before it is sent, and
 * is repeated unchanged until it is answered, so that a crash causes no second enrolment. While
 * officers decide, the authority is asked for the progress only (docs/agent.md).
 */
package org.bailiwick.client.renewal;
