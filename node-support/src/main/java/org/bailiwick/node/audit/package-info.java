/**
 * The audit log: what happened, who asked, which check decided, as rows that vouch for the ones
 * before them.
 *
 * <p>Door: {@link org.bailiwick.node.audit.AuditChain}; modules only make {@link
 * org.bailiwick.node.audit.AuditEntry} values and hand them to {@code
 * org.bailiwick.node.writer.GroupWriter}. Invariants: a row is committed together with what it
 * tells of; rows are never updated; a row that was changed, taken out or moved is found by {@code
 * verify}.
 */
package org.bailiwick.node.audit;
