/**
 * The rows of the registry: one record for each agent name, its capabilities, and the number of the
 * last change.
 *
 * <p>Doors: {@link org.bailiwick.ars.records.AgentRecords} reads rows, {@link
 * org.bailiwick.ars.records.ChangedAgents} those that changed, {@link
 * org.bailiwick.ars.records.AgentChanges} changes them inside a unit of work. Invariants:
 * attributes come from the credential only; a name keeps its row and identifier for ever; a revoked
 * record is never listed again with the same credential; a record never goes back to an older
 * credential; each change raises the revision in its own transaction, and each change of state has
 * a row of history; no registration ends a quarantine. Rows do not leave this package.
 */
package org.bailiwick.ars.records;
