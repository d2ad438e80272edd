/**
 * Starts an authority node and runs its periodic tasks. Nothing depends on this package. Invariant:
 * a task that only one of several nodes may do is done under a lease.
 */
package org.bailiwick.aca.start;
