package org.bailiwick.master.transactiontoken;

import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;

/** A request for the token of a step: its scope and the agent that will execute it. */
public record StepTokenRequest(
    Transaction transaction, String stepId, CapabilitySet scope, AgentId callee) {}
