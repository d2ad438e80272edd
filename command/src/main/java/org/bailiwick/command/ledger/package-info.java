/**
 * {@code ca archive} and {@code ca decommission} change the ledger in the authority's database,
 * while the authority may be down.
 *
 * <p>Doors: the two command classes, registered by {@code ca}. Both refuse a log whose signed heads
 * are not valid. The audit key signs the outcome: a running authority signs an archive; otherwise
 * the command uses the token.
 */
package org.bailiwick.command.ledger;
