/**
 * A node's comparison of its ledger with its audit log, and its consequences.
 *
 * <p>Doors: {@link org.bailiwick.aca.reconciliation.ComparedLedger} for the node, {@link
 * org.bailiwick.aca.reconciliation.LedgerDifferences} for auditors and officers. Invariants: each
 * difference is recorded; revocations and compromised keys are restored; nothing is issued until an
 * officer has accepted every difference.
 */
package org.bailiwick.aca.reconciliation;
