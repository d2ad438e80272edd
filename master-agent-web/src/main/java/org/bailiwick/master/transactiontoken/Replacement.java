package org.bailiwick.master.transactiontoken;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;

/**
 * An agent's request to exchange its token for a narrower one. {@code workload} is the agent, which
 * has authenticated. {@code callee} is the agent that it will call; without a callee nobody can
 * exchange the new token again. {@code terms} is what the agent says of its request.
 */
public record Replacement(
    SpiffeId workload,
    LiveToken given,
    CapabilitySet scope,
    Optional<SpiffeId> callee,
    RequestTerms terms) {}
