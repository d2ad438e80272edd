/**
 * {@code ca archive} and {@code ca decommission}: an operator's work on the ledger itself, which is
 * in the database of an authority that need not run.
 *
 * <p>Doors: the two command classes, registered by {@code ca}. Neither works beside a log whose
 * signed heads do not fit, and what was done is signed with the audit key: by a running authority
 * for an archive, else by the token here.
 */
package org.bailiwick.command.ledger;
