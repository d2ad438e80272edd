/**
 * The history of each record: its last changes of state, with reason and author.
 *
 * <p>Door: {@link org.bailiwick.ars.history.RecordHistory}. Invariants: a row is written in the
 * transaction of its change and is never changed; a record has at most {@value
 * org.bailiwick.ars.history.RecordHistory#MOST} rows that are shown, and the audit log has every
 * change. Rows do not leave this package.
 */
package org.bailiwick.ars.history;
