/**
 * The domain's agent card (A2A 1.0 section 8). Door: {@link
 * org.bailiwick.master.agentcard.AgentCards}.
 *
 * <p>Invariants: the public card names no agent and no capability that the metadata of the
 * authorization server does not publish; it declares what the interface does and no more; its
 * signature is by a key of the domain's published key set.
 */
package org.bailiwick.master.agentcard;
