/**
 * The decision point of the domain: enforcement points ask by the AuthZEN Authorization API 1.0
 * about the actions of the applications that they serve. Door: {@link
 * org.bailiwick.master.decisionpoint.DecisionPoint}; the semantics are those of {@code
 * org.bailiwick.policy.authzen}.
 *
 * <p>Invariants: only an enforcement point that a file describes gets an answer, and only about the
 * applications that its file names; what the domain knows of its agents is never taken from the
 * asker; no answer leaves before its row of the audit log is durable. An approval that an asker
 * names counts as {@code org.bailiwick.master.accessrequest} says.
 */
package org.bailiwick.master.decisionpoint;
