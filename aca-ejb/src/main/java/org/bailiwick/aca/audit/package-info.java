/**
 * The archives of the authority's audit log. Doors: {@link org.bailiwick.aca.audit.AuditReader} for
 * auditors, {@link org.bailiwick.aca.audit.RecordsArchiver} for officers. The code that writes the
 * log is in {@code node-support}; {@link org.bailiwick.node.records.AuditHeads} signs its newest
 * row.
 */
package org.bailiwick.aca.audit;
