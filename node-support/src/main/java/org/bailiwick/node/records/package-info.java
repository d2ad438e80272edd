/**
 * A component's audit log for auditors, and what makes its end provable. Doors: {@link
 * org.bailiwick.node.records.AuditPages} for rows, {@link org.bailiwick.node.records.AuditEnd} for
 * signed heads, {@link org.bailiwick.node.records.AuditHeads} for what grants something and must
 * not on an old copy of the database. Rows and chain are in {@code org.bailiwick.node.audit}, on
 * which everything that writes depends; what is read here is decided by policy first.
 */
package org.bailiwick.node.records;
