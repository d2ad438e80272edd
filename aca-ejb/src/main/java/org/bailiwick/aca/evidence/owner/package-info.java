/**
 * The second identity of a credential: the owner and the owner's key, with the consent of owner and
 * agent (draft-ni-wimse-ai-agent-identity-02 section 4; docs/dual-identity.md).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.owner.OwnerConsents}. Invariants: whose key it is says
 * a user's identity provider or an operator's file, never the request; a consent is good for one
 * agent key, one set of capabilities, this authority, and once; the agent's own key accepts the
 * owner's, and no other signature does.
 */
package org.bailiwick.aca.evidence.owner;
