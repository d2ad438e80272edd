/**
 * The audit log for auditors. Door: {@link org.bailiwick.aca.audit.AuditReader}. Writing it is
 * everyone's duty and {@code node-support}'s code.
 */
package org.bailiwick.aca.audit;
