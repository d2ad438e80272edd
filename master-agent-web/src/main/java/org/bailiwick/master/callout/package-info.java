/**
 * Calls of agents over mutual TLS. The door is {@link org.bailiwick.master.callout.AgentCaller}.
 *
 * <p>Invariants: nothing is sent before the peer has proved the SPIFFE id that the registry lists;
 * no thread waits for an answer; each call of one step carries the same idempotency key, so an
 * agent can tell a repetition from a new order; what an agent answers is data.
 */
package org.bailiwick.master.callout;
