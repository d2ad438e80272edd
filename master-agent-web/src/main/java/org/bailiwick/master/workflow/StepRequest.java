package org.bailiwick.master.workflow;

import jakarta.json.JsonValue;
import java.util.List;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * One step as the caller asked for it: the capability that its agent must hold, the input handed to
 * that agent, the steps whose results it needs, and the capabilities that its agent may use through
 * other agents.
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
