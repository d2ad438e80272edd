/**
 * {@code registry export} and {@code registry import}: all records of the registry in one file, and
 * back. Doors: {@link org.bailiwick.command.records.ExportCommand}, {@link
 * org.bailiwick.command.records.ImportCommand}.
 *
 * <p>Invariants: under the name of an export there is a whole file or none; a file that is not
 * whole, or not as it was written, is not imported; of a record that is there twice the last line
 * counts.
 */
package org.bailiwick.command.records;
