package org.bailiwick.master.owncallers;

import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;

/** An agent of this domain, and the largest scope that a job of it may have. */
record OwnCaller(AgentId agent, CapabilitySet scopes) {}
