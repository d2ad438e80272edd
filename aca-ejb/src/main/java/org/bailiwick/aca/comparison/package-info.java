/**
 * Compares the ledger with the audit log, both ways: for each row that decides something an event
 * must tell of it, and what an event tells of must be there. The log is chained and its end signed,
 * so a row that was added, changed or taken out by hand stands out.
 *
 * <p>Door: {@link org.bailiwick.aca.comparison.LedgerComparison}, for nodes and for commands that
 * have a database. Invariants: tables are read in pages, in the order of their keys, and what is
 * held of them does not grow with them; nothing is changed by a comparison.
 */
package org.bailiwick.aca.comparison;
