/**
 * Ownership of the names of agents, services and devices.
 *
 * <p>Doors: {@link org.bailiwick.aca.naming.AgentNames} for issuance, {@link
 * org.bailiwick.aca.naming.NameTransfers} for officers. Invariants: a name has one owner at any
 * time; only an officer transfers it; earlier owners stay on record.
 */
package org.bailiwick.aca.naming;
