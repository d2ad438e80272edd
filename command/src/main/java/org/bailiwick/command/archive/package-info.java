/**
 * Moves expired records from the authority's database to signed files, from which they can be
 * verified. Doors: {@link org.bailiwick.command.archive.Archiving} writes and removes, {@link
 * org.bailiwick.command.archive.RecordsArchive} reads. Invariant: a row is removed only after the
 * disk has it and a signed manifest that covers it, so that after a crash it is in the database, in
 * the archive, or in both.
 */
package org.bailiwick.command.archive;
