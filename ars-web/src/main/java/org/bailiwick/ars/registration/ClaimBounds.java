package org.bailiwick.ars.registration;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Refuses a registration that is larger than this registry keeps in memory for one agent, or whose
 * locator has an address that no agent may have.
 */
final class ClaimBounds {
  private ClaimBounds() {}

  /**
   * Returns normally when the claim is within the bounds.
   *
   * @throws ProblemException request-too-large, or policy-denied for the locator
   */
  static void require(AgentClaim claim, ArsSettings.Registration bounds) {
    if (claim.capabilities().size() > bounds.capabilities()) {
      throw tooLarge(
          "registration-capabilities",
          "An agent may have at most " + bounds.capabilities() + " capabilities in this registry");
    }
    if (size(claim) > bounds.size()) {
      throw tooLarge(
          "registration-size",
          "The members of a registration may have at most " + bounds.size() + " bytes together");
    }
    if (!bounds.addresses().mayBeNamed(claim.locator())) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "locator-address",
          "The locator's host is an address of the machine itself, which other nodes cannot call");
    }
  }

  /** The same for the attributes of a credential. */
  static void require(AgentCredential credential, ArsSettings.Registration bounds) {
    AgentInformation signed = credential.information();
    require(
        new AgentClaim(
            credential.agent(),
            signed.owner(),
            signed.capabilities(),
            signed.locator(),
            signed.validationMethods(),
            signed.principal()),
        bounds);
  }

  private static int size(AgentClaim claim) {
    return Stream.of(
            Stream.of(
                claim.agent().toString(),
                claim.owner().value(),
                claim.locator().toString(),
                claim.principal().kind().text(),
                claim.principal().issuer(),
                claim.principal().subject()),
            claim.capabilities().stream().map(Capability::text),
            claim.validationMethods().stream().map(ValidationMethod::text))
        .flatMap(texts -> texts)
        .mapToInt(text -> text.getBytes(StandardCharsets.UTF_8).length)
        .sum();
  }

  private static ProblemException tooLarge(String check, String detail) {
    return new ProblemException(ProblemType.REQUEST_TOO_LARGE, check, detail);
  }
}
