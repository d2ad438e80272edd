/**
 * {@code ca audit} and {@code audit} read, follow and verify the audit logs of a trust domain
 * (docs/audit.md).
 *
 * <p>Doors: {@link org.bailiwick.command.audit.AuditCommand} for the authority's log, {@link
 * org.bailiwick.command.audit.LogReading} for those of all components. Each chain is recomputed
 * here from its first row, and its signed heads are verified by the audit key of the first ceremony
 * and the keys that it handed over to.
 */
package org.bailiwick.command.audit;
