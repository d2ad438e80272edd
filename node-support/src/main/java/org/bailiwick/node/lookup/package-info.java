/**
 * Lookups of rows by key for units of work. Door: {@link org.bailiwick.node.lookup.RowLookup}; each
 * table has a {@link org.bailiwick.node.lookup.LookupStatement}.
 *
 * <p>The group writer reads the rows of all lookups of a batch by one statement, after it has the
 * writers' lock and before it applies a unit ({@link org.bailiwick.node.lookup.LookupAnswers}). A
 * unit that adds a row updates its lookup, so that later units of the batch see the row. A lookup
 * that its unit did not name before reads the database itself, which is slower.
 */
package org.bailiwick.node.lookup;
