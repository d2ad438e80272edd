/**
 * The registry's audit log as auditors read it, and the keys that sign its end. Door: {@link
 * org.bailiwick.ars.audit.RegistryAuditResource}; {@code node-support} does it, in the same way for
 * every component.
 */
package org.bailiwick.ars.audit;
