/**
 * The archives of the authority's records. Doors: {@link org.bailiwick.aca.audit.AuditReader} for
 * auditors, {@link org.bailiwick.aca.audit.RecordsArchiver} for officers. Writing the audit log is
 * everyone's duty and {@code node-support}'s code; {@link org.bailiwick.node.records.AuditHeads}
 * signs its head.
 */
package org.bailiwick.aca.audit;
