package org.bailiwick.master.transactiontoken;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * An agent's replacement to hand on less than it was given. {@code callee} is the agent that it
 * will call; without it nobody may have the new token replaced again.
 */
public record Replacement(
    VerifiedPeer peer, String subjectToken, CapabilitySet scope, Optional<SpiffeId> callee) {}
