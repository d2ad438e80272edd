package org.bailiwick.aca.credentialrequest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A request for a credential.
 *
 * @param profile name of the certificate profile
 * @param workload the name to be certified, an agent's unless the request says another kind
 * @param replaces the credential that a renewal replaces; clones are detected only if clients name
 *     it
 */
public record CredentialRequest(
    String profile,
    WorkloadId workload,
    Owner owner,
    CapabilitySet capabilities,
    Locator locator,
    SortedSet<ValidationMethod> validationMethods,
    Optional<SerialNumber> replaces) {

  private static final String KIND = "kind";
  private static final String CAPABILITIES = "capabilities";

  /**
   * Reads the members that describe a credential; the caller reads the others.
   *
   * @throws ProblemException MALFORMED_REQUEST, or the refusal of the member's own type
   */
  public static CredentialRequest of(Claims claims, TrustDomain trustDomain) {
    WorkloadKind kind = claims.find(KIND).map(WorkloadKind::parse).orElse(WorkloadKind.AGENT);
    return new CredentialRequest(
        claims.text("profile"),
        new WorkloadId(trustDomain, kind, claims.text("name")),
        Owner.parse(claims.text("owner")),
        capabilities(kind, claims),
        Locator.parse(claims.text("locator")),
        methods(claims.texts("validation_methods")),
        claims.find("replaces").map(SerialNumber::parse));
  }

  /** An agent must name its capabilities; a service or device may leave them out. */
  private static CapabilitySet capabilities(WorkloadKind kind, Claims claims) {
    boolean named = kind == WorkloadKind.AGENT || claims.names().contains(CAPABILITIES);
    return named ? CapabilitySet.parse(claims.texts(CAPABILITIES)) : CapabilitySet.of();
  }

  /** Whether the other requests the same credential, regardless of {@code replaces}. */
  public boolean asksSameAs(CredentialRequest other) {
    return members().equals(other.members());
  }

  /** The members that {@link #of} reads, except {@code replaces}. */
  public Map<String, Object> members() {
    return Map.of(
        "profile",
        profile,
        KIND,
        workload.kind().text(),
        "name",
        workload.name(),
        "owner",
        owner.value(),
        CAPABILITIES,
        List.copyOf(capabilities.texts()),
        "locator",
        locator.toString(),
        "validation_methods",
        validationMethods.stream().map(ValidationMethod::text).toList());
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
