/**
 * The Master Agent's audit log as auditors read it. Door: {@link
 * org.bailiwick.master.audit.MasterAuditResource}; {@code node-support} does it, in the same way
 * for every component.
 */
package org.bailiwick.master.audit;
