package org.bailiwick.master.workflow;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;

/**
 * One step of a plan: the capability that its agent must have, the steps whose results the step
 * needs, and the capabilities that the agent may use by calling other agents. The input of the step
 * is not part of it, because it belongs to the job and may be long.
 *
 * @param flow which values the step gets, whether and how often it is done
 * @param domain the partner domain that does the step; by default agents of this domain do it
 */
public record StepRequest(
    String id,
    Capability capability,
    List<String> after,
    CapabilitySet delegates,
    Optional<TrustDomain> domain,
    StepFlow flow) {

  public StepRequest {
    after = List.copyOf(after);
  }

  /** A step that waits for others and no more. */
  public StepRequest(
      String id,
      Capability capability,
      List<String> after,
      CapabilitySet delegates,
      Optional<TrustDomain> domain) {
    this(id, capability, after, delegates, domain, StepFlow.NONE);
  }

  /** A step for agents of this domain. */
  public StepRequest(
      String id, Capability capability, List<String> after, CapabilitySet delegates) {
    this(id, capability, after, delegates, Optional.empty());
  }

  /** The same with another flow. */
  public StepRequest with(StepFlow other) {
    return new StepRequest(id, capability, after, delegates, domain, other);
  }
}
