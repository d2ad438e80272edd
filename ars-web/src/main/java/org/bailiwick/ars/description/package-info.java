/**
 * What agents say of themselves: title, description, tags, examples, schemas of inputs and outputs.
 * Nobody has signed it, and no decision rests on it.
 *
 * <p>Doors: {@link org.bailiwick.ars.description.Descriptions} reads, {@link
 * org.bailiwick.ars.description.DescriptionResource} is the route by which an agent writes.
 * Invariants: a description has only members that {@code docs/registry.md} lists, and no text that
 * is invisible or changes how its neighbours are displayed; it is that of the record's present
 * owner; a change raises the record's revision in the same transaction; no URL of a description is
 * fetched.
 */
package org.bailiwick.ars.description;
