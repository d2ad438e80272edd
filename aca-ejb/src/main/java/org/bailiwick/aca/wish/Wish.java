package org.bailiwick.aca.wish;

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
 * The credential that is asked for.
 *
 * @param profile name of the certificate profile
 * @param replaces the credential that a renewal replaces; a client that never says so takes no part
 *     in clone detection
 */
public record Wish(
    String profile,
    AgentId agent,
    Owner owner,
    CapabilitySet capabilities,
    Locator locator,
    SortedSet<ValidationMethod> validationMethods,
    Optional<SerialNumber> replaces) {

  /**
   * Reads the members that describe a credential; others are left to whoever called.
   *
   * @throws ProblemException MALFORMED_REQUEST, or what a member's own type says of a wrong value
   */
  public static Wish of(Claims claims, TrustDomain trustDomain) {
    return new Wish(
        claims.text("profile"),
        AgentId.of(trustDomain, claims.text("name")),
        Owner.parse(claims.text("owner")),
        CapabilitySet.parse(claims.texts("capabilities")),
        Locator.parse(claims.text("locator")),
        methods(claims.texts("validation_methods")),
        claims.find("replaces").map(SerialNumber::parse));
  }

  /** Whether the other asks for the same credential; what either replaces is left out of it. */
  public boolean asksSameAs(Wish other) {
    return members().equals(other.members());
  }

  /** What {@link #of} reads again, but for what is replaced. */
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
