/**
 * The registry's audit log as auditors read it, and the signature of its end once a minute. Door:
 * {@link org.bailiwick.ars.audit.AuditResource}; {@code node-support} does it, in the same way for
 * every component.
 */
package org.bailiwick.ars.audit;
