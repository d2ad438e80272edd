/**
 * All records of the registry in one file, for the time after a disaster, and back. Doors: {@link
 * org.bailiwick.ars.transfer.RecordPagesResource} and {@link
 * org.bailiwick.ars.transfer.RecordIntakeResource}.
 *
 * <p>Invariants: the pages of an export together are the state of the registry at the revision that
 * the last one names, signed; of an import every attribute comes from a credential that is verified
 * at that moment, and a record that is here already keeps what it has, except that a newer
 * credential is taken and a quarantine holds; the same record again changes nothing.
 */
package org.bailiwick.ars.transfer;
