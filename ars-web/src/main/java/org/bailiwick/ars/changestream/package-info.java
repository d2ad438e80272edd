/**
 * The changes of the registry as server-sent events. Door: {@link
 * org.bailiwick.ars.changestream.ChangeStreamResource}.
 *
 * <p>Invariants: a reader is shown of an agent what it may find, and of the whole registry no more
 * than {@code /v1/changes} shows it; a stream ends within seconds when its reader's credential or
 * right ends, and when the registry no longer knows what is so; the streams of a reader and of a
 * node are bounded, and a slow reader costs the others nothing.
 */
package org.bailiwick.ars.changestream;
