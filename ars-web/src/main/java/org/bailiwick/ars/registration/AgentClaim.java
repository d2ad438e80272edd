package org.bailiwick.ars.registration;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.identity.ValidationMethod;

/** The claims that an agent makes about itself when it registers. No claim is stored. */
record AgentClaim(
    AgentId agent,
    Owner owner,
    CapabilitySet capabilities,
    Locator locator,
    SortedSet<ValidationMethod> validationMethods,
    Principal principal) {

  AgentClaim {
    validationMethods = Collections.unmodifiableSortedSet(new TreeSet<>(validationMethods));
  }
}
