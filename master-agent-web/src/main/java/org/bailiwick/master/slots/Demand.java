package org.bailiwick.master.slots;

import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.AgentId;

/** The agents that could take a call: those with the capability, or only the one it is bound to. */
public record Demand(Capability capability, Optional<AgentId> bound) {}
