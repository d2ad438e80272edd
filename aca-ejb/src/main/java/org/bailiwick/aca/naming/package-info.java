/**
 * Ownership of agent names.
 *
 * <p>Doors: {@link org.bailiwick.aca.naming.AgentNames} for issuance, {@link
 * org.bailiwick.aca.naming.NameTransfers} for officers. Invariants: a name has one owner at any
 * time; it changes hands only by an officer's act; the history stays.
 */
package org.bailiwick.aca.naming;
