package org.bailiwick.master.downscope;

import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;

/** The step that a token is for: what it may do, and the agent that will do it. */
public record StepErrand(
    Transaction transaction, String stepId, CapabilitySet scope, AgentId callee) {}
