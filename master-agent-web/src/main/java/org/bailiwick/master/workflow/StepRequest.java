package org.bailiwick.master.workflow;

import jakarta.json.JsonValue;
import java.util.List;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * One step of a request: the capability that its agent must have, the input for this agent, the
 * steps whose results the step needs, and the capabilities that the agent may use by calling other
 * agents.
 */
public record StepRequest(
    String id,
    Capability capability,
    JsonValue input,
    List<String> after,
    CapabilitySet delegates) {

  public StepRequest {
    after = List.copyOf(after);
  }
}
