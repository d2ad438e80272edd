package org.bailiwick.master.workflow;

import java.util.List;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * One step of a plan: the capability that its agent must have, the steps whose results the step
 * needs, and the capabilities that the agent may use by calling other agents. The input of the step
 * is not part of it, because it belongs to the job and may be long.
 */
public record StepRequest(
    String id, Capability capability, List<String> after, CapabilitySet delegates) {

  public StepRequest {
    after = List.copyOf(after);
  }
}
