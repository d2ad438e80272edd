package org.bailiwick.ars.registration;

import jakarta.json.bind.annotation.JsonbProperty;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The body of a registration. */
public record RegistrationRequest(
    String agent,
    String owner,
    List<String> capabilities,
    String locator,
    @JsonbProperty("validation_methods") List<String> validationMethods,
    PrincipalMember principal) {

  /** The person or role for whom the agent acts. */
  public record PrincipalMember(String kind, String issuer, String subject) {}

  AgentClaim claim() {
    PrincipalMember member = present("principal", principal);
    return new AgentClaim(
        AgentId.parse(present("agent", agent)),
        Owner.parse(present("owner", owner)),
        CapabilitySet.parse(elements("capabilities", capabilities)),
        Locator.parse(present("locator", locator)),
        methods(elements("validation_methods", validationMethods)),
        new Principal(
            Principal.Kind.parse(present("principal.kind", member.kind())),
            present("principal.issuer", member.issuer()),
            present("principal.subject", member.subject())));
  }

  private static TreeSet<ValidationMethod> methods(Collection<String> texts) {
    TreeSet<ValidationMethod> methods = new TreeSet<>();
    for (String text : texts) {
      if (!methods.add(ValidationMethod.parse(text))) {
        throw malformed("validation_methods", "holds an element twice");
      }
    }
    return methods;
  }

  private static <T> T present(String member, T value) {
    if (value == null) {
      throw malformed(member, "is missing");
    }
    return value;
  }

  private static List<String> elements(String member, List<String> list) {
    for (String element : present(member, list)) {
      present(member, element);
    }
    return list;
  }

  private static ProblemException malformed(String member, String fault) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, "registration-member", "The member " + member + " " + fault);
  }
}
