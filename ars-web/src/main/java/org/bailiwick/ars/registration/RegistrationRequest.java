package org.bailiwick.ars.registration;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.json.DefinedMembers;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The JSON body of a request to register. A member that is not defined is refused, and never
 * ignored.
 */
record RegistrationRequest(
    String agent,
    String owner,
    List<String> capabilities,
    String locator,
    List<String> validationMethods,
    PrincipalMember principal) {

  private static final Set<String> MEMBERS =
      Set.of("agent", "owner", "capabilities", "locator", "validation_methods", "principal");
  private static final String DOCUMENT = "a registration";
  private static final Set<String> PRINCIPAL_MEMBERS = Set.of("kind", "issuer", "subject");

  /** The person or role for whom the agent acts. */
  record PrincipalMember(String kind, String issuer, String subject) {}

  /**
   * Reads a body.
   *
   * @throws ProblemException malformed-request; the detail names the member
   */
  static RegistrationRequest parse(String body) {
    JsonObject members = StrictJson.object(body);
    DefinedMembers.require(members, MEMBERS, "", DOCUMENT);
    JsonValue who = members.get("principal");
    if (who == null) {
      throw malformed("principal", "is missing");
    }
    if (!(who instanceof JsonObject principal)) {
      throw malformed("principal", "must be an object");
    }
    DefinedMembers.require(principal, PRINCIPAL_MEMBERS, "principal.", DOCUMENT);
    return new RegistrationRequest(
        text(members, "agent", ""),
        text(members, "owner", ""),
        texts(members, "capabilities"),
        text(members, "locator", ""),
        texts(members, "validation_methods"),
        new PrincipalMember(
            text(principal, "kind", "principal."),
            text(principal, "issuer", "principal."),
            text(principal, "subject", "principal.")));
  }

  AgentClaim claim() {
    return new AgentClaim(
        AgentId.parse(agent),
        Owner.parse(owner),
        CapabilitySet.parse(capabilities),
        Locator.parse(locator),
        methods(validationMethods),
        new Principal(
            Principal.Kind.parse(principal.kind()), principal.issuer(), principal.subject()));
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

  private static String text(JsonObject object, String name, String prefix) {
    JsonValue value = object.get(name);
    if (value == null) {
      throw malformed(prefix + name, "is missing");
    }
    if (!(value instanceof JsonString text)) {
      throw malformed(prefix + name, "must be a string");
    }
    return text.getString();
  }

  private static List<String> texts(JsonObject object, String name) {
    JsonValue value = object.get(name);
    if (value == null) {
      throw malformed(name, "is missing");
    }
    if (!(value instanceof JsonArray array)) {
      throw malformed(name, "must be an array of strings");
    }
    List<String> texts = new ArrayList<>();
    for (JsonValue element : array) {
      if (!(element instanceof JsonString text)) {
        throw malformed(name, "must be an array of strings");
      }
      texts.add(text.getString());
    }
    return texts;
  }

  private static ProblemException malformed(String member, String fault) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, "registration-member", "The member " + member + " " + fault);
  }
}
