package org.bailiwick.master.parties;

import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.owncallers.OwnCallers;

/** Tells what the operator's file of a workload of this domain does not permit. */
record FileCheck(OwnCallers callers) {

  /**
   * The check by which the file does not let the workload have these capabilities used.
   *
   * @throws ProblemException dependency-unavailable while a fault hides the file
   */
  Optional<String> refusal(WorkloadId caller, CapabilitySet scope) {
    Optional<CapabilitySet> allowed = callers.scopesOf(caller);
    if (allowed.isEmpty()) {
      requireNoFault(caller);
      return Optional.of(OwnAgentRights.NOT_DESCRIBED);
    }
    return allowed.get().covers(scope) ? Optional.empty() : Optional.of(OwnAgentRights.SCOPE);
  }

  /** Whether it is known that no file describes the workload. */
  boolean isGone(WorkloadId caller) {
    return callers.scopesOf(caller).isEmpty() && !callers.isFaulty(caller);
  }

  private void requireNoFault(WorkloadId caller) {
    if (callers.isFaulty(caller)) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "caller-description-faulty",
          "The description of the caller cannot be read now.");
    }
  }
}
