/**
 * The broker: an agent that works at databases, tools and APIs, with credentials that never leave
 * it (docs/broker.md). It enrols, renews and registers as every agent does.
 *
 * <p>Invariants: nothing is done without a Txn-Token that was verified here, was issued for this
 * broker, and whose scope covers the capability; an answer is stored once for each order; what was
 * made for one call at a back end ends with the call, and after a crash soon after the next start.
 */
package org.bailiwick.broker;
