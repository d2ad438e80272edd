package org.bailiwick.contract.credential;

import java.security.PublicKey;
import org.bailiwick.contract.identity.Owner;

/**
 * The second identity of a credential (draft-ni-wimse-ai-agent-identity-02 section 4): the owner
 * who consented to the agent and its key, and the owner's public key, which verifies the consent.
 */
public record OwnerBinding(Owner owner, PublicKey key) {}
