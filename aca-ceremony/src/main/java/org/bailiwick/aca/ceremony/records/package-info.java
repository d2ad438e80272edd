/**
 * The records of ceremonies: their form, their signatures and their audit keys (docs/ceremony.md).
 * Nodes import them, and auditors verify them.
 *
 * <p>Door: {@link org.bailiwick.aca.ceremony.records.CeremonyRecord}; {@link
 * org.bailiwick.aca.ceremony.records.AuditSuccession} decides which records of a folder are valid.
 * Invariants: a record that is read was signed by an audit key and is consistent; a new record is
 * read again before it is written.
 */
package org.bailiwick.aca.ceremony.records;
