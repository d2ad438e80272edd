/**
 * The second identity of a credential: the owner and the owner's key, with the consent of owner and
 * agent (draft-ni-wimse-ai-agent-identity-02 section 4; docs/dual-identity.md).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.owner.OwnerConsents}. Invariants: a user's identity
 * provider or an operator's file vouches for the owner's key, never the request; a consent is valid
 * once, for one agent key, one set of capabilities and this authority; the acceptance is signed by
 * the agent's own key.
 */
package org.bailiwick.aca.evidence.owner;
