package org.bailiwick.ars.search.wanted;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AttestationSummary;

/**
 * The signed facts of an agent, as its credential has them.
 *
 * @param id its SPIFFE id
 * @param attestation the result on which the credential was issued; empty if it cannot be read
 */
public record SignedFacts(
    String id,
    String owner,
    CapabilitySet capabilities,
    URI locator,
    Set<String> validationMethods,
    Optional<AttestationSummary> attestation) {

  /** Throws IllegalArgumentException for a locator without a host. */
  public SignedFacts {
    if (locator.getHost() == null) {
      throw new IllegalArgumentException("the locator has no host");
    }
    validationMethods = Set.copyOf(validationMethods);
  }

  /** The same as the description of segments sees it. */
  public RegistrySegments.Party party() {
    return new RegistrySegments.Party(
        id, locator, owner, capabilities.texts(), attestation.map(AttestationSummary::status));
  }
}
