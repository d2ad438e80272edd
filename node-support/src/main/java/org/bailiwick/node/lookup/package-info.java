/**
 * Rows that units of work ask for by a key. Door: {@link org.bailiwick.node.lookup.RowLookup}; a
 * capability describes its table by a {@link org.bailiwick.node.lookup.LookupStatement}.
 *
 * <p>The group writer reads the rows of all lookups of a batch by one statement, after the writers'
 * turn was taken and before any unit is applied ({@link org.bailiwick.node.lookup.LookupAnswers}).
 * A unit that adds a row tells its lookup, so that later units of the batch see it. A lookup that
 * no batch knows of reads the database itself, so a unit that does not name its lookups beforehand
 * is slower and not wrong.
 */
package org.bailiwick.node.lookup;
