/**
 * The records that ceremonies leave: their form, their signatures, and which audit key signs them
 * (docs/ceremony.md). Nodes import them, and auditors verify them.
 *
 * <p>Door: {@link org.bailiwick.aca.ceremony.records.CeremonyRecord}; {@link
 * org.bailiwick.aca.ceremony.records.AuditSuccession} says which records of a folder are valid.
 * Invariants: a record that is read was signed by an audit key and is consistent; a new record is
 * read again before it is written.
 */
package org.bailiwick.aca.ceremony.records;
