package org.bailiwick.aca.credentialrequest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A request for a credential.
 *
 * @param profile name of the certificate profile
 * @param replaces the credential that a renewal replaces; clones are detected only if clients name
 *     it
 */
public record CredentialRequest(
    String profile,
    AgentId agent,
    Owner owner,
    CapabilitySet capabilities,
    Locator locator,
    SortedSet<ValidationMethod> validationMethods,
    Optional<SerialNumber> replaces) {

  /**
   * Reads the members that describe a credential; the caller reads the others.
   *
   * @throws ProblemException MALFORMED_REQUEST, or the refusal of the member's own type
   */
  public static CredentialRequest of(Claims claims, TrustDomain trustDomain) {
    return new CredentialRequest(
        claims.text("profile"),
        AgentId.of(trustDomain, claims.text("name")),
        Owner.parse(claims.text("owner")),
        CapabilitySet.parse(claims.texts("capabilities")),
        Locator.parse(claims.text("locator")),
        methods(claims.texts("validation_methods")),
        claims.find("replaces").map(SerialNumber::parse));
  }

  /** Whether the other requests the same credential, regardless of {@code replaces}. */
  public boolean asksSameAs(CredentialRequest other) {
    return members().equals(other.members());
  }

  /** The members that {@link #of} reads, except {@code replaces}. */
  public Map<String, Object> members() {
    return Map.of(
        "profile", profile,
        "name", agent.name(),
        "owner", owner.value(),
        "capabilities", List.copyOf(capabilities.texts()),
        "locator", locator.toString(),
        "validation_methods", validationMethods.stream().map(ValidationMethod::token).toList());
  }

  private static SortedSet<ValidationMethod> methods(List<String> texts) {
    SortedSet<ValidationMethod> methods = new TreeSet<>();
    for (String text : texts) {
      if (!methods.add(ValidationMethod.parse(text))) {
        throw new ProblemException(
            ProblemType.MALFORMED_REQUEST,
            "validation-method-twice",
            "A validation method is named twice.");
      }
    }
    return methods;
  }
}
