/**
 * Refusals: the enum of problem types, the exception, and the problem document (RFC 9457).
 *
 * <p>Door: {@link org.bailiwick.contract.problem.ProblemException}. Every refusal that leaves a
 * node has a {@link org.bailiwick.contract.problem.ProblemType}; the detail is a sentence of this
 * product and never a library's message; the check is a short name for logs and does not leave the
 * node. The document {@code docs/problems.md} explains each type.
 */
package org.bailiwick.contract.problem;
