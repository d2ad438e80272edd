package org.bailiwick.contract.credential;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The content of a credential's extension: owner, capabilities (at least one for an agent),
 * locator, validation methods (at least one), principal, and a summary of the attestation result.
 */
public record AgentInformation(
    Owner owner,
    CapabilitySet capabilities,
    Locator locator,
    SortedSet<ValidationMethod> validationMethods,
    Principal principal,
    AttestationSummary attestation) {

  public AgentInformation {
    validationMethods = Collections.unmodifiableSortedSet(new TreeSet<>(validationMethods));
    requireSome(!validationMethods.isEmpty());
  }

  /** Refuses information without a capability, which only services and devices may have. */
  AgentInformation requireCapability() {
    requireSome(!capabilities.isEmpty());
    return this;
  }

  private static void requireSome(boolean some) {
    if (!some) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "agent-information-empty",
          "An agent has at least one capability and one validation method");
    }
  }
}
