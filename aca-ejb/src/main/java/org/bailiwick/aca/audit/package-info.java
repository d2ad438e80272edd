/**
 * The authority's audit log for auditors, and its archives. Door: {@link
 * org.bailiwick.aca.audit.AuditReader}, for officers {@link org.bailiwick.aca.audit.AuditGaps}. The
 * code that writes the log is in {@code node-support}; {@link
 * org.bailiwick.node.records.AuditHeads} signs its newest row.
 */
package org.bailiwick.aca.audit;
