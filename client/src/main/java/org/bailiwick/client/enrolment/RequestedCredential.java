package org.bailiwick.client.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.identity.WorkloadKind;

/** The credential that an applicant asks for, with the name of the agent, service or device. */
public record RequestedCredential(
    String profile,
    WorkloadKind kind,
    String name,
    Owner owner,
    CapabilitySet capabilities,
    Locator locator,
    Set<ValidationMethod> validationMethods) {

  public RequestedCredential {
    validationMethods = Set.copyOf(validationMethods);
  }

  /** The credential of an agent. */
  public RequestedCredential(
      String profile,
      String name,
      Owner owner,
      CapabilitySet capabilities,
      Locator locator,
      Set<ValidationMethod> validationMethods) {
    this(profile, WorkloadKind.AGENT, name, owner, capabilities, locator, validationMethods);
  }

  RequestedCredential named(String other) {
    return new RequestedCredential(
        profile, kind, other, owner, capabilities, locator, validationMethods);
  }

  /** The members of a request for it. */
  JsonObjectBuilder members() {
    JsonArrayBuilder methods = Json.createArrayBuilder();
    validationMethods.stream().sorted().forEach(method -> methods.add(method.text()));
    return Json.createObjectBuilder()
        .add("profile", profile)
        .add("kind", kind.text())
        .add("name", name)
        .add("owner", owner.value())
        .add("capabilities", Json.createArrayBuilder(capabilities.texts()))
        .add("locator", locator.toString())
        .add("validation_methods", methods);
  }
}
