package org.bailiwick.ars.registration;

import java.util.ArrayList;
import java.util.List;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;

/**
 * The result of comparing a claim with the attributes that the authority signed. Sets are compared
 * without regard to their order; an element that is missing, additional or spelt differently is a
 * difference.
 */
sealed interface AttributeMatch {

  /** Every attribute is the same. */
  record Exact() implements AttributeMatch {}

  /** The names of the attributes that differ, as the request spells them. */
  record Differs(List<String> attributes) implements AttributeMatch {
    public Differs {
      attributes = List.copyOf(attributes);
    }
  }

  static AttributeMatch compare(AgentClaim claim, AgentCredential credential) {
    AgentInformation signed = credential.information();
    List<String> differing = new ArrayList<>();
    addIfDifferent(differing, "agent", claim.agent(), credential.agent());
    addIfDifferent(differing, "owner", claim.owner(), signed.owner());
    addIfDifferent(differing, "capabilities", claim.capabilities(), signed.capabilities());
    addIfDifferent(differing, "locator", claim.locator(), signed.locator());
    addIfDifferent(
        differing, "validation_methods", claim.validationMethods(), signed.validationMethods());
    addIfDifferent(differing, "principal", claim.principal(), signed.principal());
    return differing.isEmpty() ? new Exact() : new Differs(differing);
  }

  private static void addIfDifferent(
      List<String> differing, String attribute, Object claimed, Object signed) {
    if (!claimed.equals(signed)) {
      differing.add(attribute);
    }
  }
}
