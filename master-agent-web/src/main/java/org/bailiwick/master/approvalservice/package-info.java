/**
 * The approvals resource: officers and people list the steps that wait for them, see what is to be
 * done, and decide. Door: {@link org.bailiwick.master.approvalservice.ApprovalResource}.
 *
 * <p>Invariants: a request with the header Authorization is a person's, by the rule of the service
 * {@code approvals}, and any other one an officer's or auditor's, by certificate; a person's token
 * is bound to a key, has the right to decide in its scope, and rests on a session that is in force
 * and about which the provider was asked lately. Nothing that a browser sends by itself, such as a
 * cookie, counts here.
 */
package org.bailiwick.master.approvalservice;
