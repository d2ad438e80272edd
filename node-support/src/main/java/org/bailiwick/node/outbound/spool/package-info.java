/**
 * Answers that are too long for the memory wait in files. Door: {@link
 * org.bailiwick.node.outbound.spool.Spool}.
 *
 * <p>Invariants: a file has no name from the moment on that it is open, so that nothing is left of
 * it when the process ends, however it ends; all files together have a bounded length; an answer
 * that does not come whole leaves nothing.
 */
package org.bailiwick.node.outbound.spool;
