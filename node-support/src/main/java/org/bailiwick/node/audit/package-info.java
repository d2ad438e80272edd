/**
 * The audit log: events with caller and deciding check, as rows in a hash chain.
 *
 * <p>Door: {@link org.bailiwick.node.audit.AuditChain}; modules only create {@link
 * org.bailiwick.node.audit.AuditEntry} values and pass them to {@code
 * org.bailiwick.node.writer.GroupWriter}. Invariants: a row is committed together with the change
 * that it records; rows are never updated; {@code verify} finds a row that was changed, deleted or
 * moved.
 */
package org.bailiwick.node.audit;
