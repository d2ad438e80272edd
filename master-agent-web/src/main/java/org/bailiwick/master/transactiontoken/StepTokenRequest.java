package org.bailiwick.master.transactiontoken;

import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;

/**
 * A request for the token of a step: the scope of the step and the agent that will execute the
 * step.
 */
public record StepTokenRequest(
    Transaction transaction, String stepId, CapabilitySet scope, AgentId callee) {}
