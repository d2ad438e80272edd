/**
 * Compares the ledger with the audit log in both directions: each row with an effect must have an
 * event, and the rows that events state must exist. The log is chained and its head signed, so a
 * row that was added, changed or deleted by hand is found.
 *
 * <p>Door: {@link org.bailiwick.aca.comparison.LedgerComparison}, for nodes and for commands with a
 * database. Invariants: tables are read in pages, in the order of their keys; rows are not kept in
 * memory; a comparison changes nothing.
 */
package org.bailiwick.aca.comparison;
