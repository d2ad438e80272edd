/**
 * Serves the Master Agent's audit log to auditors. Door: {@link
 * org.bailiwick.master.audit.MasterAuditResource}. The code that every component shares for this is
 * in {@code node-support}.
 */
package org.bailiwick.master.audit;
