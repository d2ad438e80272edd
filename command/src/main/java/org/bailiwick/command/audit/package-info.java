/**
 * {@code ca audit} and {@code audit}: the audit logs of a trust domain, read, followed and verified
 * (docs/audit.md).
 *
 * <p>Doors: {@link org.bailiwick.command.audit.AuditCommand} for the authority's log, {@link
 * org.bailiwick.command.audit.LogReading} for those of all components. A chain is recomputed here
 * from its first row, whatever the node says of it, and what is signed of it counts under the key
 * of the first ceremony alone.
 */
package org.bailiwick.command.audit;
