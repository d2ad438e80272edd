/**
 * What has expired leaves the authority's database for files, signed, and can be verified from
 * there. Doors: {@link org.bailiwick.command.archive.Archiving} writes and removes, {@link
 * org.bailiwick.command.archive.RecordsArchive} reads. Invariant: a row is removed only after a
 * signed manifest lists it and the disk has both; until then it stays, so a crash leaves it in the
 * database, in the archive, or in both.
 */
package org.bailiwick.command.archive;
