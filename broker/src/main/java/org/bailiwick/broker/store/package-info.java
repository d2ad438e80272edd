/**
 * The broker's own database: answers and attempts of orders, and an audit log whose rows are
 * chained by hashes as those of the nodes.
 *
 * <p>Door: {@link org.bailiwick.broker.store.BrokerStore}. Invariants: a change and its audit row
 * are in one transaction; one broker at a time works with a database; while the database does not
 * answer, nothing is done at any back end.
 */
package org.bailiwick.broker.store;
