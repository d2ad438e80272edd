package org.bailiwick.master.job;

import java.util.ArrayList;
import java.util.List;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.KnownAgent;

/** Checks that the domain has an agent for each capability that a job needs. */
record Availability(AgentInventory inventory) {

  /** Refuses a job if capabilities have no available agent, and names these capabilities. */
  void requireAll(CapabilitySet wanted) {
    inventory.requireFresh();
    List<String> missing = new ArrayList<>();
    for (Capability capability : wanted) {
      if (!inventory.isAvailable(capability)) {
        missing.add(capability.text() + why(capability));
      }
    }
    if (!missing.isEmpty()) {
      throw new ProblemException(
          ProblemType.JOB_NOT_ACCEPTABLE,
          "capability-not-available",
          "No agent is available for " + String.join(", ", missing) + ".");
    }
  }

  private String why(Capability capability) {
    List<KnownAgent> revoked = inventory.revokedFor(capability);
    return revoked.isEmpty() ? "" : " (credential-revoked: " + revoked.getFirst().agent() + ")";
  }
}
