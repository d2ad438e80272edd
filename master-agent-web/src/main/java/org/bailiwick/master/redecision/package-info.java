/**
 * Decides again about work that runs. Doors: {@link org.bailiwick.master.redecision.Redecisions}
 * for tokens, by one node for all, and {@link org.bailiwick.master.redecision.RunningWork} for the
 * steps and event streams of each node.
 *
 * <p>Invariants: the question is that by which the token or step was granted, with what is known
 * now; a denial ends it, and so does a question that cannot be evaluated; while what is asked about
 * is not known because a dependency is away, nothing is ended for that, and the question is asked
 * again; reports about single subjects go before the rest.
 */
package org.bailiwick.master.redecision;
