/**
 * Lines for operators. Door: {@link org.bailiwick.node.log.StructuredLog}.
 *
 * <p>Invariant: every line is one JSON object and carries the id of the request that caused it, so
 * that one request can be followed across nodes. The audit log ({@code org.bailiwick.node.audit})
 * is another thing: it is evidence, this is not.
 */
package org.bailiwick.node.log;
