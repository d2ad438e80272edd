/**
 * The threads on which jobs go on. Door: {@link org.bailiwick.master.workers.Workers}.
 *
 * <p>Invariants: no task is lost while the node runs; no thread waits for a pause.
 */
package org.bailiwick.master.workers;
