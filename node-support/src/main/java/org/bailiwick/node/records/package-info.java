/**
 * A component's audit log for auditors. Door: {@link org.bailiwick.node.records.AuditPages}. Rows
 * and chain are in {@code org.bailiwick.node.audit}, which everything that writes depends on; what
 * is here asks the decision port first.
 */
package org.bailiwick.node.records;
