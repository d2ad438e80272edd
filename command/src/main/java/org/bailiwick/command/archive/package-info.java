/**
 * Moves expired records from the authority's database to signed files, from which they can be
 * verified. Doors: {@link org.bailiwick.command.archive.Archiving} writes and removes, {@link
 * org.bailiwick.command.archive.RecordsArchive} reads. Invariant: a row is removed only after a
 * signed manifest lists it and the disk has both; until then it stays, so a crash leaves it in the
 * database, in the archive, or in both.
 */
package org.bailiwick.command.archive;
