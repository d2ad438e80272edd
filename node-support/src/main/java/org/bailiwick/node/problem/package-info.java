/**
 * A node's refusals: every throwable becomes one problem document (RFC 9457), one log line and one
 * audit row.
 *
 * <p>Door: {@link org.bailiwick.node.problem.ProblemMapper}. Each WAR registers instances of it, of
 * {@link org.bailiwick.node.problem.BodyLimits}, {@link org.bailiwick.node.problem.BodyTypes},
 * {@link org.bailiwick.node.problem.JsonBodyGuard} and {@code RequestIdFilter} in its {@code
 * Feature}. Invariants: no answer holds a library's message; bodies are bounded before they are
 * read; ambiguous JSON is refused before it is bound.
 */
package org.bailiwick.node.problem;
