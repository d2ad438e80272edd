/**
 * Calls of agents over mutual TLS. Door: {@link org.bailiwick.master.callout.AgentCaller}.
 *
 * <p>Invariants: nothing is sent before the peer has proved the SPIFFE id that the registry lists;
 * no thread waits for an answer; each call of one step has the same idempotency key, so that an
 * agent recognises a repetition; an agent's answer is data and never an instruction.
 */
package org.bailiwick.master.callout;
