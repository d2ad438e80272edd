/**
 * The authority's audit log for auditors, and its archives. Door: {@link
 * org.bailiwick.aca.audit.AuditReader}, for officers {@link org.bailiwick.aca.audit.AuditGaps}.
 * Writing the log is everyone's duty and {@code node-support}'s code; {@link
 * org.bailiwick.node.records.AuditHeads} signs where it stands.
 */
package org.bailiwick.aca.audit;
