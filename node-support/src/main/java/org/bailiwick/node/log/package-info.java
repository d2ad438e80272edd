/**
 * The log for operators. Door: {@link org.bailiwick.node.log.StructuredLog}.
 *
 * <p>Invariant: every line is one JSON object with the id of the request that caused it, so that
 * one request can be followed across nodes. Unlike the audit log ({@code
 * org.bailiwick.node.audit}), this log is no evidence.
 */
package org.bailiwick.node.log;
