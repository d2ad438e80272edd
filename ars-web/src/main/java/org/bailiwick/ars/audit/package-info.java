/**
 * Serves the registry's audit log to auditors, and finds the keys that sign the log's heads. Door:
 * {@link org.bailiwick.ars.audit.RegistryAuditResource}. The code that components share for audit
 * logs is in {@code node-support}.
 */
package org.bailiwick.ars.audit;
