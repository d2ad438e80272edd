package org.bailiwick.client.enrolment;

import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;

/**
 * What is asked of the authority: profile, agent name, owner, capabilities, locator, validation
 * methods; the program that will run (its name and SHA-256 in hex); the user token of the person
 * behind it.
 */
public record EnrolmentOrder(
    String profile,
    String name,
    Owner owner,
    CapabilitySet capabilities,
    Locator locator,
    Set<ValidationMethod> validationMethods,
    String programName,
    String programSha256,
    String userToken) {

  public EnrolmentOrder {
    validationMethods = Set.copyOf(validationMethods);
  }

  /** Without the user token, which is a secret. */
  @Override
  public String toString() {
    return "EnrolmentOrder[" + profile + " " + name + " " + capabilities + "]";
  }
}
