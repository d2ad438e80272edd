/**
 * The credential of an agent's folder, the first and each next one.
 *
 * <p>Doors: {@link org.bailiwick.client.renewal.CredentialEnrolment} and {@link
 * org.bailiwick.client.renewal.CredentialRenewal}. A request is on the disk before it is sent, and
 * is repeated as it is until it is answered, so that a crash makes no second enrolment of it; while
 * officers decide, the authority is asked for the progress only (docs/agent.md).
 */
package org.bailiwick.client.renewal;
