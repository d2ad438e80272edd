/**
 * A component's audit log for auditors, and its signed heads. Doors: {@link
 * org.bailiwick.node.records.AuditPages} for rows, {@link org.bailiwick.node.records.AuditEnd} for
 * signed heads, {@link org.bailiwick.node.records.AuditHeads} for code that must not grant anything
 * on an old copy of the database. Rows and chain are in {@code org.bailiwick.node.audit}. Policy
 * decides who reads.
 */
package org.bailiwick.node.records;
