/**
 * Calls of assets: one {@link org.bailiwick.master.callout.AssetCaller} for each protocol. Door:
 * {@link org.bailiwick.master.callout.AgentCaller}, the protocol of agents over mutual TLS, and
 * {@link org.bailiwick.master.callout.DomainCaller}, by which a step becomes a job of a partner
 * domain.
 *
 * <p>Invariants: nothing is sent to an agent before it has proved the SPIFFE id that the registry
 * lists, and nothing to a domain but to the servers that the operator's description names; no
 * thread waits for an answer; each call of one step has the same idempotency key, so that an agent
 * recognises a repetition; the state of accepted work is asked for at the agent's own origin and
 * below its locator only, and withdrawn there; an agent's answer is data and never an instruction.
 */
package org.bailiwick.master.callout;
