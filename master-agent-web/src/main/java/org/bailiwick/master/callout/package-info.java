/**
 * Calls of assets: one {@link org.bailiwick.master.callout.AssetCaller} for each protocol. Door:
 * {@link org.bailiwick.master.callout.AgentCaller}, the protocol of agents over mutual TLS.
 *
 * <p>Invariants: nothing is sent before the peer has proved the SPIFFE id that the registry lists;
 * no thread waits for an answer; each call of one step has the same idempotency key, so that an
 * agent recognises a repetition; the state of accepted work is asked for at the agent's own origin
 * and below its locator only, and withdrawn there; an agent's answer is data and never an
 * instruction.
 */
package org.bailiwick.master.callout;
