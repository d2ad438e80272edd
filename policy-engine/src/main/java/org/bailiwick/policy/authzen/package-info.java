/**
 * Messages and semantics of the AuthZEN Authorization API 1.0 (OpenID Foundation, January 2026),
 * without HTTP: the decision point of the domain and every enforcement point use the same.
 *
 * <p>Door: {@link org.bailiwick.policy.authzen.QuestionReader}, {@link
 * org.bailiwick.policy.authzen.ApplicationEvaluator} and {@link
 * org.bailiwick.policy.authzen.AnswerWriter}. Invariants: unknown members are ignored; a message of
 * the wrong form is refused as a whole, but a bad item of a batch only denies itself; a permit with
 * an obligation that the asker does not say it supports is a denial; what the domain knows itself
 * is never taken from the asker's properties.
 */
package org.bailiwick.policy.authzen;
