/**
 * How an authority node comes up and keeps itself in order. Nothing depends on this package.
 * Invariant: what must be done once among several nodes is done under a lease.
 */
package org.bailiwick.aca.start;
