/**
 * Refusals: one enum of problem types, one exception, one value for the document (RFC 9457).
 *
 * <p>Door: {@link org.bailiwick.contract.problem.ProblemException}. Every refusal that leaves a
 * node has a {@link org.bailiwick.contract.problem.ProblemType}; the detail is a sentence that we
 * wrote, never a library's message; the check is a short name for the audit log and does not leave
 * the node. docs/problems.md explains each type.
 */
package org.bailiwick.contract.problem;
