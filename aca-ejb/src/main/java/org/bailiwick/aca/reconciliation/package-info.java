/**
 * Draws the consequences of a node's comparison of its ledger with its audit log.
 *
 * <p>Doors: {@link org.bailiwick.aca.reconciliation.ComparedLedger} for the node, {@link
 * org.bailiwick.aca.reconciliation.LedgerDifferences} for auditors and officers. Invariants: each
 * difference is on record; what must not be forgotten is put back; nothing is issued until an
 * officer has accepted every difference.
 */
package org.bailiwick.aca.reconciliation;
